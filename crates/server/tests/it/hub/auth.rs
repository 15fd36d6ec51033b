//! `/api/v1/portal/auth`

use std::time::Duration;

use keyward_domain::AccountType;
use keyward_testkit::actors::{Answer, Caller, Person};
use keyward_testkit::server::TestServer;
use serde_json::json;

use super::{KEYS, LOGIN, PASSWORD, customer, names, partner, signed_up};
use crate::on_both;

const REFRESH: &str = "/api/v1/portal/auth/refresh";
const LOGOUT: &str = "/api/v1/portal/auth/logout";

async fn refreshed(server: &TestServer, token: &str) -> Answer {
    server.anonymous().post(REFRESH, &json!({"refresh_token": token})).await
}

on_both! {
    login_answers_exactly_the_seed_s_members
    a_refresh_token_is_good_once
    whoever_signs_out_is_out
}

async fn login_answers_exactly_the_seed_s_members(server: &TestServer) {
    let you = partner(server, "you@example.com", AccountType::Reseller).await;
    let body = json!({"email": "You@Example.com", "password": PASSWORD, "captcha_token": null});
    let answer = server.anonymous().post(LOGIN, &body).await.expect(200);
    assert_eq!(names(&answer.json), ["access_token", "refresh_token", "user"]);
    assert_eq!(names(&answer["user"]), ["id", "email", "name", "type"]);
    assert!(answer["user"]["id"].is_i64());
    assert_eq!(
        (&answer["user"]["email"], &answer["user"]["type"]),
        (&json!("you@example.com"), &json!("reseller"))
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(you.signed_in()["user"]["id"], answer["user"]["id"]);
}

async fn a_refresh_token_is_good_once(server: &TestServer) {
    let you = customer(server).await;
    let first = you.signed_in().text("refresh_token").to_owned();
    let second = refreshed(server, &first).await.expect(200);
    assert_eq!(names(&second.json), ["access_token", "refresh_token"]);
    let reused = refreshed(server, &first).await.error(401, "invalid_refresh_token");
    assert_eq!(reused.text("detail"), "Invalid refresh token");
    // Somebody has a copy: the whole family ends, with its access tokens.
    refreshed(server, second.text("refresh_token")).await.error(401, "invalid_refresh_token");
    let bearer = server.anonymous().with("authorization", &format!("Bearer {}", second.text("access_token")));
    bearer.get(KEYS).await.error(401, "invalid_token");
}

async fn whoever_signs_out_is_out(server: &TestServer) {
    let you = customer(server).await;
    you.get(KEYS).await.error(403, "role_required");
    let body = json!({"refresh_token": you.signed_in().text("refresh_token")});
    for _ in 0..2 {
        let answer = server.anonymous().post(LOGOUT, &body).await.expect(204);
        assert_eq!((answer.text.as_str(), answer.header("content-type")), ("", None));
    }
    let answer = you.get(KEYS).await.error(401, "invalid_token");
    assert_eq!(answer.text("detail"), "Could not validate credentials");
    assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
}

#[tokio::test]
async fn a_stranger_and_a_wrong_password_are_one_answer() {
    let server = TestServer::sqlite().await;
    let _ = signed_up(&server, "you@example.com").await;
    let mut answers = Vec::new();
    for (email, password) in [("you@example.com", "wrong"), ("nobody@example.com", PASSWORD)] {
        let body = json!({"email": email, "password": password});
        let answer = server.anonymous().post(LOGIN, &body).await.error(401, "invalid_credentials");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        answers.push(answer.text);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], r#"{"detail":"Invalid email or password","code":"invalid_credentials"}"#);
}

#[tokio::test]
async fn an_access_token_lives_for_half_an_hour() {
    let server = TestServer::sqlite().await;
    let you: Person = customer(&server).await;
    server.clock.advance(Duration::from_secs(1799));
    you.get(KEYS).await.error(403, "role_required");
    server.clock.advance(Duration::from_secs(1));
    you.get(KEYS).await.error(401, "invalid_token");
}
