//! `Idempotency-Key`: a creation that is asked for twice happens once (contract v1, part 1).

use std::time::Duration;

use keyward_domain::Clock;
use keyward_testkit::actors::{Answer, Caller, KeyHolder};
use keyward_testkit::server::{PASSWORD, Setup, TestServer};
use serde_json::{Value, json};

use crate::given::{asked_for_key, count_of_keys, key, made_key};
use crate::on_both;

const HEADER: &str = "idempotency-key";

on_both! {
    the_same_request_gets_the_first_answer_to_the_byte
    another_body_is_a_conflict
    twenty_at_once_make_one_key
    after_a_day_it_is_another_request
    a_retry_may_come_after_the_end_that_was_asked_for
    another_key_of_the_same_owner_gets_another_answer
    a_refused_request_leaves_the_key_free
    every_creation_knows_it
    people_customers_and_operators_are_answered_once_too
    strangers_are_answered_once_if_they_say_the_very_same
}

async fn the_same_request_gets_the_first_answer_to_the_byte(server: &TestServer) {
    let admin = server.admin().with(HEADER, "order 17");
    let before = count_of_keys(&admin).await;
    let first = asked_for_key(&admin, json!({})).await.expect(201);
    let second = asked_for_key(&admin, json!({})).await.expect(201);
    assert_eq!(second.text, first.text);
    assert!(first.text("api_key").starts_with("kw_test_"));
    assert_eq!(
        (first.header("idempotent-replayed"), second.header("idempotent-replayed")),
        (None, Some("true"))
    );
    assert_eq!(second.header("cache-control"), Some("no-store"));
    assert_eq!(count_of_keys(&admin).await, before + 1);
    let _ = KeyHolder::of(&server.anonymous(), &second).get("/v1/keys/whoami").await.expect(200);
}

async fn another_body_is_a_conflict(server: &TestServer) {
    let admin = server.admin().with(HEADER, "order 17");
    let first = asked_for_key(&admin, json!({})).await.expect(201);
    asked_for_key(&admin, json!({"name": "Other"})).await.error(409, "already_exists");
    assert_eq!(asked_for_key(&admin, json!({})).await.expect(201).text, first.text);
}

async fn a_retry_may_come_after_the_end_that_was_asked_for(server: &TestServer) {
    let admin = server.admin().with(HEADER, "order 17");
    let end = server.clock.now().plus(Duration::from_mins(1)).to_string();
    let first = asked_for_key(&admin, json!({"expires_at": end})).await.expect(201);
    server.clock.advance(Duration::from_mins(2));
    assert_eq!(asked_for_key(&admin, json!({"expires_at": end})).await.expect(201).text, first.text);
}

async fn another_key_of_the_same_owner_gets_another_answer(server: &TestServer) {
    let admin = server.admin();
    let first = asked_for_key(&admin.with(HEADER, "order 17"), json!({"permissions": ["documents:read"]}))
        .await
        .expect(201);
    let owner = admin.get("/v1/users/me").await.expect(200).text("id").to_owned();
    let weaker = json!({"owner": {"user_id": owner}, "permissions": ["secret:write"]});
    let weaker = made_key(&admin, weaker).await.with(HEADER, "order 17");
    let again = asked_for_key(&weaker, json!({"permissions": ["documents:read"]})).await;
    let again = again.error(403, "permission_denied");
    assert!(!again.text.contains(first.text("api_key")));
}

async fn twenty_at_once_make_one_key(server: &TestServer) {
    let admin = server.admin();
    let before = count_of_keys(&admin).await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let admin = admin.with(HEADER, "all at once");
        tasks.spawn(async move { asked_for_key(&admin, json!({})).await.expect(201).text });
    }
    let answers = tasks.join_all().await;
    assert!(answers.iter().all(|text| *text == answers[0]), "{answers:?}");
    assert_eq!(count_of_keys(&admin).await, before + 1);
}

async fn after_a_day_it_is_another_request(server: &TestServer) {
    let admin = server.admin().with(HEADER, "daily");
    let first = asked_for_key(&admin, json!({})).await.expect(201);
    server.clock.advance(Duration::from_hours(24) - Duration::from_micros(1));
    assert_eq!(asked_for_key(&admin, json!({})).await.expect(201).text, first.text);
    server.clock.advance(Duration::from_micros(1));
    let later = asked_for_key(&admin, json!({"name": "Another body"})).await.expect(201);
    assert_ne!(later["id"], first["id"]);
}

async fn a_refused_request_leaves_the_key_free(server: &TestServer) {
    let admin = server.admin().with(HEADER, "again");
    asked_for_key(&admin, json!({"roles": ["no-such-role"]})).await.error(400, "validation_error");
    let _ = asked_for_key(&admin, json!({})).await.expect(201);
}

async fn every_creation_knows_it(server: &TestServer) {
    let admin = server.admin();
    let old = made_key(&admin, json!({})).await;
    let rotation = format!("/v1/keys/{}/rotate", old.id());
    let creations: [(&str, Value); 4] = [
        ("/v1/keys/bulk", json!({"keys": [key(json!({})), key(json!({}))]})),
        ("/v1/secrets/api/keys", json!({"name": "CI"})),
        ("/v1/users", json!({"type": "service_account", "name": "CI", "roles": ["event_reader"]})),
        (&rotation, json!({"grace_seconds": 60})),
    ];
    for (path, body) in creations {
        let before = count_of_keys(&admin).await;
        let first = admin.with(HEADER, "one").post(path, &body).await.expect(201);
        let made = count_of_keys(&admin).await;
        let second = admin.with(HEADER, "one").post(path, &body).await.expect(201);
        assert_eq!(second.text, first.text, "{path}");
        assert_eq!(count_of_keys(&admin).await, made, "{path}");
        assert!(path == "/v1/users" || made > before, "{path}");
    }
}

/// POSTs that make something and can't be asked for once, each with its reason.
const NOT_ONCE: [(&str, &str); 9] = [
    ("/api/v1/admin/components/{slug}/releases", "a version can exist only once"),
    ("/api/v1/admin/products/{slug}/releases", "a version can exist only once"),
    ("/api/v1/portal/webhooks/deliveries/{id}/redeliver", "who asks again wants it sent again"),
    ("/api/v1/portal/webhooks/{id}/test", "who asks again wants it sent again"),
    ("/v1/events", "an event's own id makes it count once"),
    ("/v1/events/bulk", "each event's own id makes it count once"),
    ("/v1/keys/import", "a digest can exist only once"),
    ("/v1/webhooks/deliveries/{id}/redeliver", "who asks again wants it sent again"),
    ("/v1/webhooks/endpoints/{id}/test", "who asks again wants it sent again"),
];

#[test]
fn every_post_that_makes_something_takes_an_idempotency_key() {
    let document = serde_json::to_value(keyward_server::document()).unwrap();
    let mut not_once = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let Some(post) = methods.get("post") else { continue };
        let makes = ["201", "202"].iter().any(|status| post["responses"].get(status).is_some());
        let once = post["parameters"].as_array().is_some_and(|parameters| {
            parameters.iter().any(|it| it["name"] == "Idempotency-Key" && it["in"] == "header")
        });
        if (makes || path == "/v1/keys/import") && !once {
            not_once.push(path.as_str());
        }
    }
    assert_eq!(not_once, NOT_ONCE.map(|(path, _)| path));
}

/// Sends the same twice; both are the first answer.
async fn twice(caller: &impl Caller, path: &str, body: &Value) -> Answer {
    let first = caller.post(path, body).await.expect(201);
    let second = caller.post(path, body).await.expect(201);
    assert_eq!(second.text, first.text, "{path}");
    assert_eq!(second.header("idempotent-replayed"), Some("true"), "{path}");
    first
}

async fn people_customers_and_operators_are_answered_once_too(server: &TestServer) {
    let person = server.sign_up("ada@example.com").await;
    let organisation = twice(&person.with(HEADER, "one"), "/api/keys", &json!({"name": "Mine"})).await;
    assert_eq!(person.get("/api/keys").await.expect(200).json.as_array().map(Vec::len), Some(1));
    let _ = person.with(HEADER, "one").post("/api/keys", &json!({"name": "Other"})).await.expect(409);
    assert!(organisation["key"].is_string());

    let admin = server.admin();
    let _ = made_key(&admin, json!({"owner": {"external_id": "acme"}})).await;
    let opened =
        twice(&admin.with(HEADER, "one"), "/v1/portal/sessions", &json!({"external_id": "acme"})).await;
    let guest = server.anonymous().with("x-session-token", opened.text("token"));
    let _ = twice(&guest.with(HEADER, "one"), "/v1/customer/portal/keys", &json!({"name": "Mine"})).await;
    assert_eq!(guest.get("/v1/customer/portal/keys").await.expect(200)["pagination"]["total"], 2);

    let operator = server.operating_person().await.with(HEADER, "one");
    let product = json!({"slug": "starter", "name": "Starter", "type": "theme"});
    let _ = twice(&operator, "/api/v1/admin/products", &product).await;
    let component = json!({"slug": "core", "product": "starter", "name": "Core", "tier": "starter"});
    let _ = twice(&operator, "/api/v1/admin/components", &component).await;
    let ticket = json!({"subject": "Key not accepted", "message": "Activation says 403"});
    let ticket = twice(&person.with(HEADER, "one"), "/api/v1/portal/tickets", &ticket).await;
    let notes = format!("/api/v1/admin/tickets/{}/notes", ticket["id"]);
    let _ = twice(&operator, &notes, &json!({"message": "Ask for the log"})).await;
}

async fn strangers_are_answered_once_if_they_say_the_very_same(server: &TestServer) {
    let stranger = server.anonymous().with(HEADER, "one");
    let ada = json!({"email": "ada@example.com", "password": PASSWORD});
    let signed_in = twice(&stranger, "/v1/auth/signup", &ada).await;
    let token = format!("Bearer {}", signed_in.text("token"));
    let _ = server.anonymous().with("authorization", &token).get("/v1/users/me").await.expect(200);
    // Whoever does not know the password gets nothing by the key.
    let guess = json!({"email": "ada@example.com", "password": "another password"});
    stranger.post("/v1/auth/signup", &guess).await.error(409, "already_exists");
    let grace = json!({"email": "grace@example.com", "password": PASSWORD});
    assert_ne!(stranger.post("/v1/auth/signup", &grace).await.expect(201)["user_id"], signed_in["user_id"]);
    let hub = json!({"email": "linus@example.com", "password": PASSWORD, "name": "Linus"});
    let _ = twice(&stranger, "/api/v1/portal/auth/register", &hub).await;
}

#[tokio::test]
async fn a_rotation_without_a_body_is_repeated_too() {
    let server = TestServer::sqlite().await;
    let admin = server.admin().with(HEADER, "rotation");
    let path = format!("/v1/keys/{}/rotate", made_key(&server.admin(), json!({})).await.id());
    let rotated: Answer = admin.send(keyward_testkit::actors::Method::POST, &path, "").await.expect(201);
    let again = admin.send(keyward_testkit::actors::Method::POST, &path, "").await.expect(201);
    assert_eq!(again.text, rotated.text);
}

#[tokio::test]
async fn a_key_counts_for_one_owner_environment_and_route() {
    let server = TestServer::sqlite().await;
    let first = asked_for_key(&server.admin().with(HEADER, "same"), json!({})).await.expect(201);
    let (_, machine) = server.machine(&["key_manager"]).await;
    for other in [server.admin_in_production(), server.stranger(), machine] {
        let answer = asked_for_key(&other.with(HEADER, "same"), json!({})).await.expect(201);
        assert_ne!(answer["api_key"], first["api_key"]);
    }
    let bulk = json!({"keys": [key(json!({}))]});
    let _ = server.admin().with(HEADER, "same").post("/v1/keys/bulk", &bulk).await.expect(201);
}

#[tokio::test]
async fn what_was_answered_is_known_to_a_second_instance() {
    let server = TestServer::postgres().await;
    let second = Setup::beside(&server).start().await;
    let first = asked_for_key(&server.admin().with(HEADER, "fleet"), json!({})).await.expect(201);
    let again = asked_for_key(&second.admin().with(HEADER, "fleet"), json!({})).await.expect(201);
    assert_eq!(again.text, first.text);
}

#[tokio::test]
async fn a_bad_idempotency_key_is_named() {
    let server = TestServer::sqlite().await;
    for bad in ["", "é", &"x".repeat(256)] {
        let admin = server.admin().with(HEADER, bad);
        asked_for_key(&admin, json!({})).await.detail("Idempotency-Key");
    }
    let _ = asked_for_key(&server.admin().with(HEADER, &"x".repeat(255)), json!({})).await.expect(201);
}
