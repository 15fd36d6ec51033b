//! `Idempotency-Key`: a creation that is asked for twice happens once (contract v1, part 1).

use std::time::Duration;

use keyward_domain::Clock;
use keyward_testkit::actors::{Answer, Caller, KeyHolder};
use keyward_testkit::server::{Setup, TestServer};
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
