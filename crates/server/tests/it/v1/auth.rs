//! `/v1/auth`, and access tokens as credentials (contract v1, parts 1 and 5).

use std::time::Duration;

use keyward_domain::TenantStatus;
use keyward_storage::tenants;
use keyward_testkit::actors::{Answer, Caller, KeyHolder, Person};
use keyward_testkit::server::TestServer;
use serde_json::json;

use crate::given::event;
use crate::on_both;

const PASSWORD: &str = "correct horse battery";
const ENVIRONMENT: &str = "x-environment-id";

async fn signed_up(server: &TestServer, email: &str) -> Person {
    let body = json!({"email": email, "password": PASSWORD, "tenant_name": email});
    let guest = server.anonymous();
    Person::of(&guest, guest.post("/v1/auth/signup", &body).await.expect(201))
}

async fn refreshed(server: &TestServer, token: &str) -> Answer {
    server.anonymous().post("/v1/auth/refresh", &json!({"refresh_token": token})).await
}

on_both! {
    a_person_signs_up_and_makes_a_key
    a_session_lives_until_it_is_ended
    a_refresh_token_that_is_used_twice_ends_the_family
    a_person_s_new_roles_count_at_the_next_request
    an_old_key_keeps_what_its_maker_could_do
    a_removed_person_is_refused_at_the_next_request
}

async fn a_person_signs_up_and_makes_a_key(server: &TestServer) {
    let ada = signed_up(server, "ada@example.com").await;
    let mut names: Vec<_> = ada.signed_in().json.as_object().unwrap().keys().cloned().collect();
    names.sort();
    assert_eq!(names, ["environment_id", "refresh_token", "tenant_id", "token", "user_id"]);
    assert_eq!(ada.get("/v1/users/me").await.expect(200).text("email"), "ada@example.com");

    let body = json!({"name": "Mine"});
    ada.post("/v1/secrets/api/keys", &body).await.error(403, "environment_denied");
    let strange = server.text(server.stranger.development.id);
    ada.with(ENVIRONMENT, &strange)
        .post("/v1/secrets/api/keys", &body)
        .await
        .error(403, "environment_denied");
    let at_home = ada.with(ENVIRONMENT, ada.signed_in().text("environment_id"));
    let made = at_home.post("/v1/secrets/api/keys", &body).await.expect(201);
    assert_eq!(made["secret"]["user_id"], ada.signed_in()["user_id"]);
    // A bad key beside a good token: the token counts.
    let both = at_home.with("x-api-key", crate::given::UNKNOWN_KEY);
    let _ = both.get("/v1/secrets/api/keys").await.expect(200);
}

async fn a_session_lives_until_it_is_ended(server: &TestServer) {
    let ada = signed_up(server, "ada@example.com").await;
    let guest = server.anonymous();
    let body = json!({"email": "ADA@example.com", "password": PASSWORD});
    guest.post("/v1/auth/login", &body).await.error(403, "email_not_verified");
    server.prove("ada@example.com").await;
    let phone = Person::of(&guest, guest.post("/v1/auth/login", &body).await.expect(200));
    let sessions = ada.get("/v1/auth/sessions").await.expect(200);
    assert_eq!(sessions.of_items("id").len(), 2);
    let other = sessions["items"].as_array().unwrap().iter().find(|one| one["current"] == false).unwrap();
    let path = format!("/v1/auth/sessions/{}", other["id"].as_str().unwrap());
    let _ = ada.delete(&path).await.expect(204);
    phone.get("/v1/users/me").await.error(401, "invalid_token");
    refreshed(server, phone.signed_in().text("refresh_token")).await.error(401, "invalid_token");

    let body = json!({"refresh_token": ada.signed_in()["refresh_token"]});
    let _ = guest.post("/v1/auth/logout", &body).await.expect(204);
    ada.get("/v1/users/me").await.error(401, "invalid_token");
}

async fn a_refresh_token_that_is_used_twice_ends_the_family(server: &TestServer) {
    let ada = signed_up(server, "ada@example.com").await;
    let first = ada.signed_in().text("refresh_token").to_owned();
    let again = Person::of(&server.anonymous(), refreshed(server, &first).await.expect(200));
    let _ = again.get("/v1/users/me").await.expect(200);
    refreshed(server, &first).await.error(401, "invalid_token");
    again.get("/v1/users/me").await.error(401, "invalid_token");
    refreshed(server, again.signed_in().text("refresh_token")).await.error(401, "invalid_token");
}

async fn a_person_s_new_roles_count_at_the_next_request(server: &TestServer) {
    let (ada, keeper) = with_a_keeper(server).await;
    let path = format!("/v1/users/{}/roles", ada.signed_in().text("user_id"));
    for (role, status) in [("all_reader", 403), ("all_writer", 201), ("all_reader", 403)] {
        let _ = keeper.put(&path, &json!({"roles": [role]})).await.expect(200);
        let name = format!("{role} {status}");
        let answer = ada.post("/v1/environments", &json!({"name": name, "type": "development"})).await;
        assert_eq!(answer.status, status, "{answer:?}");
    }
}

async fn an_old_key_keeps_what_its_maker_could_do(server: &TestServer) {
    let (ada, keeper) = with_a_keeper(server).await;
    let made = ada.post("/api/keys", &json!({"name": "Old"})).await.expect(201);
    let old = server.holder_of(made.text("key"));
    let roles = format!("/v1/users/{}/roles", ada.signed_in().text("user_id"));
    let _ = keeper.put(&roles, &json!({"roles": ["all_reader"]})).await.expect(200);
    let _ = old.post("/v1/events", &event()).await.expect(202);
    let _ = ada.post("/api/keys", &json!({"name": "New"})).await.expect(403);
}

async fn a_removed_person_is_refused_at_the_next_request(server: &TestServer) {
    let (ada, keeper) = with_a_keeper(server).await;
    let _ = ada.get("/v1/users/me").await.expect(200);
    let _ = keeper.delete(&format!("/v1/users/{}", ada.signed_in().text("user_id"))).await.expect(204);
    ada.get("/v1/users/me").await.error(401, "invalid_token");
}

/// A person, and a machine of theirs that may do everything.
async fn with_a_keeper(server: &TestServer) -> (Person, KeyHolder) {
    let ada = signed_up(server, "ada@example.com").await;
    let at_home = ada.with(ENVIRONMENT, ada.signed_in().text("environment_id"));
    let body = json!({"type": "service_account", "name": "Keeper", "roles": ["super_admin"]});
    let machine = at_home.post("/v1/users", &body).await.expect(201);
    let body = json!({"name": "Keeper", "service_account_id": machine["id"]});
    let made = at_home.post("/v1/secrets/api/keys", &body).await.expect(201);
    (ada, KeyHolder::of(&server.anonymous(), &made))
}

#[tokio::test]
async fn an_access_token_dies_in_half_an_hour() {
    let server = TestServer::sqlite().await;
    let ada = signed_up(&server, "ada@example.com").await;
    server.clock.advance(Duration::from_mins(30) - Duration::from_secs(1));
    let _ = ada.get("/v1/users/me").await.expect(200);
    server.clock.advance(Duration::from_secs(1));
    ada.get("/v1/users/me").await.error(401, "invalid_token");
    let again = refreshed(&server, ada.signed_in().text("refresh_token")).await.expect(200);
    let _ = Person::of(&server.anonymous(), again).get("/v1/users/me").await.expect(200);
}

#[tokio::test]
async fn a_suspended_tenant_reads_and_does_not_write() {
    let server = TestServer::sqlite().await;
    let ada = signed_up(&server, "ada@example.com").await;
    let tenant = server.authority().ids().decode(ada.signed_in().text("tenant_id")).unwrap();
    let tx = server.authority().storage().begin().await.unwrap();
    assert!(tenants::set_status(&tx, tenant, TenantStatus::Suspended).await.unwrap());
    tx.commit().await.unwrap();
    let _ = ada.get("/v1/users/me").await.expect(200);
    let body = json!({"name": "X", "type": "development"});
    ada.post("/v1/environments", &body).await.error(403, "tenant_suspended");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_answered_alike() {
    let server = TestServer::sqlite().await;
    let _ = signed_up(&server, "ada@example.com").await;
    let login = async |email: &str| {
        let body = json!({"email": email, "password": "not the password"});
        server.anonymous().post("/v1/auth/login", &body).await.expect(401)
    };
    assert_eq!(login("ada@example.com").await.json, login("nobody@example.com").await.json);
}

#[tokio::test]
async fn what_a_password_can_t_be_is_told() {
    let server = TestServer::sqlite().await;
    for password in ["short", "password123", "ada@example.com", &"x".repeat(129)] {
        let body = json!({"email": "ada@example.com", "password": password});
        server.anonymous().post("/v1/auth/signup", &body).await.detail("password");
    }
    let body = json!({"email": "no address", "password": PASSWORD});
    server.anonymous().post("/v1/auth/signup", &body).await.detail("email");
}

#[tokio::test]
async fn forged_tokens_are_refused() {
    let server = TestServer::sqlite().await;
    let ada = signed_up(&server, "ada@example.com").await;
    let token = ada.signed_in().text("token");
    let [head, body, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!("{token}") };
    // {"alg":"none"}
    let none = "eyJhbGciOiJub25lIn0";
    for forged in [
        format!("{none}.{body}."),
        format!("{none}.{body}.{signature}"),
        format!("{head}.{body}."),
        format!("{head}.{body}AA.{signature}"),
        "eyJ.b.c".to_owned(),
    ] {
        let caller = server.anonymous().with("authorization", &format!("Bearer {forged}"));
        caller.get("/v1/users/me").await.error(401, "invalid_token");
    }
}
