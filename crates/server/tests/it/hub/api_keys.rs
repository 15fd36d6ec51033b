//! `/api/v1/portal/api-keys`

use keyward_domain::AccountType;
use keyward_testkit::actors::{Caller, Method};
use keyward_testkit::server::{Setup, TestServer};
use serde_json::json;

use super::{KEYS, made, names, partner, signed_up};
use crate::given::code_of;
use crate::on_both;

const WHOAMI: &str = "/v1/keys/whoami";

/// With Flavor Hub's format, as the preset sets it.
fn flavor_hub() -> Setup {
    Setup::sqlite().config(|config| config.issue.hub = "hub".parse().unwrap())
}

on_both! {
    a_key_is_made_used_listed_and_revoked
    of_a_hundred_at_once_ten_are_made
    a_retry_gives_the_first_answer_again
    another_account_s_key_does_not_exist
}

async fn a_key_is_made_used_listed_and_revoked(server: &TestServer) {
    let you = partner(server, "you@example.com", AccountType::Reseller).await;
    assert_eq!(you.get(KEYS).await.expect(200).json, json!([]));
    let made = made(&you, "CI").await;
    assert_eq!(names(&made), ["id", "name", "prefix", "raw_key", "created_at"]);
    let (id, raw) = (made["id"].as_i64().unwrap(), made["raw_key"].as_str().unwrap());
    let prefix = made["prefix"].as_str().unwrap();
    assert_eq!((made["name"].as_str(), prefix.len()), (Some("CI"), 8));
    assert!(raw.contains(prefix));

    let key = server.holder_of(raw);
    let facts = key.get(WHOAMI).await.expect(200);
    assert_eq!(facts["permissions"], json!(["client:read", "client:write", "license:read", "license:write"]));
    server.authority().flush_uses().await.unwrap();
    let list = you.get(KEYS).await.expect(200).json;
    assert_eq!(names(&list[0]), ["id", "name", "prefix", "is_active", "last_used_at", "created_at"]);
    assert_eq!((&list[0]["id"], &list[0]["is_active"]), (&made["id"], &json!(true)));
    assert_eq!(list[0]["last_used_at"], "2026-01-14T12:00:00Z");

    let path = format!("{KEYS}/{id}");
    let _ = you.delete(&path).await.expect(204);
    key.get(WHOAMI).await.error(401, "unauthorized");
    let list = you.get(KEYS).await.expect(200).json;
    assert_eq!((&list[0]["id"], &list[0]["is_active"]), (&made["id"], &json!(false)));
    you.delete(&path).await.error(404, "api_key_not_found");
    for method in [Method::PUT, Method::PATCH, Method::POST] {
        let answer = you.send(method, &path, r#"{"is_active":true}"#).await.error(405, "method_not_allowed");
        assert_eq!(answer.header("allow"), Some("DELETE"));
    }
}

async fn of_a_hundred_at_once_ten_are_made(server: &TestServer) {
    let you = partner(server, "you@example.com", AccountType::Agency).await;
    let asked: Vec<_> = (0..100)
        .map(|n| {
            let you = you.clone();
            tokio::spawn(async move { you.post(KEYS, &json!({"name": format!("Key {n}")})).await })
        })
        .collect();
    let mut made = 0;
    for answer in asked {
        let answer = answer.await.unwrap();
        if answer.status == 201 {
            made += 1;
        } else {
            let answer = answer.error(400, "api_key_limit");
            assert_eq!(answer.text("detail"), "Maximum of 10 active API keys reached");
        }
    }
    assert_eq!(made, 10);
    let list = you.get(KEYS).await.expect(200).json;
    assert_eq!(list.as_array().unwrap().len(), 10);
    // A revoked one makes place for another.
    let _ = you.delete(&format!("{KEYS}/{}", list[0]["id"])).await.expect(204);
    let _ = you.post(KEYS, &json!({"name": "Another"})).await.expect(201);
    you.post(KEYS, &json!({"name": "Another"})).await.error(400, "api_key_limit");
}

async fn a_retry_gives_the_first_answer_again(server: &TestServer) {
    let you = partner(server, "you@example.com", AccountType::Reseller).await;
    let you = you.with("idempotency-key", "once");
    let first = you.post(KEYS, &json!({"name": "CI"})).await.expect(201);
    let again = you.post(KEYS, &json!({"name": "CI"})).await.expect(201);
    assert_eq!((first.text, again.header("idempotent-replayed")), (again.text.clone(), Some("true")));
    you.post(KEYS, &json!({"name": "Other"})).await.error(400, "already_exists");
    assert_eq!(you.get(KEYS).await.expect(200).json.as_array().unwrap().len(), 1);
}

async fn another_account_s_key_does_not_exist(server: &TestServer) {
    let you = partner(server, "you@example.com", AccountType::Reseller).await;
    let other = partner(server, "other@example.com", AccountType::Reseller).await;
    let id = made(&you, "CI").await["id"].clone();
    let foreign = other.delete(&format!("{KEYS}/{id}")).await.error(404, "api_key_not_found");
    let unknown = other.delete(&format!("{KEYS}/999999999")).await.error(404, "api_key_not_found");
    assert_eq!(foreign.text, unknown.text);
    assert_eq!(foreign.text, r#"{"detail":"API key not found","code":"api_key_not_found"}"#);
    assert_eq!(other.get(KEYS).await.expect(200).json, json!([]));
    let _ = you.delete(&format!("{KEYS}/{id}")).await.expect(204);
}

#[tokio::test]
async fn the_preset_s_keys_have_flavor_hub_s_shape() {
    let server = flavor_hub().start().await;
    let you = partner(&server, "you@example.com", AccountType::Reseller).await;
    let made = made(&you, "CI").await;
    let raw = made["raw_key"].as_str().unwrap();
    let hex = raw.strip_prefix("fh_live_").expect("the format");
    assert!(
        hex.len() == 40 && hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)),
        "{raw}"
    );
    assert_eq!(made["prefix"], hex[..8]);
    assert_eq!(code_of(&server.admin(), raw).await, "NOT_FOUND");
}

#[tokio::test]
async fn customers_and_developers_have_none() {
    let server = TestServer::sqlite().await;
    let you = signed_up(&server, "you@example.com").await;
    for account_type in [AccountType::Customer, AccountType::Developer] {
        server.set_account_type_of("you@example.com", account_type).await;
        let answer = you.post(KEYS, &json!({"name": "CI"})).await.error(403, "role_required");
        assert_eq!(answer.text("detail"), "Reseller or Agency account required");
        you.get(KEYS).await.error(403, "role_required");
        you.delete(&format!("{KEYS}/1")).await.error(403, "role_required");
    }
}

#[tokio::test]
async fn a_key_manages_no_keys() {
    let server = TestServer::sqlite().await;
    let you = partner(&server, "you@example.com", AccountType::Reseller).await;
    let made = made(&you, "CI").await;
    let raw = made["raw_key"].as_str().unwrap();
    for caller in [server.holder_of(raw), server.admin()] {
        let answer = caller.get(KEYS).await.error(401, "jwt_required");
        assert_eq!(answer.text("detail"), "This endpoint requires a Bearer token");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        caller.post(KEYS, &json!({"name": "CI"})).await.error(401, "jwt_required");
    }
    let bearer = server.anonymous().with("authorization", &format!("Bearer {raw}"));
    bearer.get(KEYS).await.error(401, "invalid_token");
    // Beside a key, the bearer token counts.
    let _ = you.with("x-api-key", "nonsense").get(KEYS).await.expect(200);
}

#[tokio::test]
async fn a_name_that_nobody_can_read_is_refused() {
    let server = TestServer::sqlite().await;
    let you = partner(&server, "you@example.com", AccountType::Reseller).await;
    for name in [" ", "a\0b"] {
        let answer = you.post(KEYS, &json!({"name": name})).await.expect(422);
        assert_eq!(answer["detail"][0]["loc"], json!(["body", "name"]));
        assert_eq!(answer["detail"][0]["type"], "value_error");
    }
}
