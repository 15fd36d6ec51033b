use std::time::Duration;

use keyward_testkit::actors::{Caller, KeyHolder, Method};
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

use crate::given::{asked_for_key, code_of, made_key};
use crate::on_both;

on_both! {
    the_new_key_has_everything_of_the_old
    without_grace_the_old_key_ends_at_once
    with_grace_the_old_key_works_until_it_ends
}

async fn the_new_key_has_everything_of_the_old(server: &TestServer) {
    let admin = server.admin();
    let more = json!({
        "roles": ["event_reader"], "permissions": ["documents:read"], "metadata": {"a": 1},
        "allowed_ips": ["192.0.2.0/24"], "expires_at": "2027-01-31T09:00:00Z", "format": "flapjack",
    });
    let old = asked_for_key(&admin, more).await.expect(201);
    let new = admin.post(&format!("/v1/keys/{}/rotate", old.text("id")), &json!({})).await.expect(201);
    assert_eq!(new.header("cache-control"), Some("no-store"));
    let same = [
        "name",
        "owner",
        "environment",
        "format",
        "roles",
        "permissions",
        "metadata",
        "allowed_ips",
        "expires_at",
    ];
    for field in same {
        assert_eq!(new[field], old[field], "{field}");
    }
    for field in ["id", "api_key"] {
        assert_ne!(new[field], old[field], "{field}");
    }
    let shown = admin.get(&format!("/v1/keys/{}", old.text("id"))).await.expect(200);
    assert_eq!(shown["successor_id"], new["id"]);
}

async fn without_grace_the_old_key_ends_at_once(server: &TestServer) {
    let admin = server.admin();
    for body in ["", "{}", r#"{"grace_seconds":0}"#] {
        let old = made_key(&admin, json!({})).await;
        assert_eq!(code_of(&admin, old.key()).await, "VALID");
        let path = format!("/v1/keys/{}/rotate", old.id());
        let new = admin.send(Method::POST, &path, body).await.expect(201);
        assert_eq!(code_of(&admin, old.key()).await, "REVOKED");
        assert_eq!(code_of(&admin, new.text("api_key")).await, "VALID");
    }
}

async fn with_grace_the_old_key_works_until_it_ends(server: &TestServer) {
    let admin = server.admin();
    let old = made_key(&admin, json!({})).await;
    let path = format!("/v1/keys/{}/rotate", old.id());
    let new = admin.post(&path, &json!({"grace_seconds": 3600})).await.expect(201);
    server.clock.advance(Duration::from_secs(3599));
    assert_eq!(code_of(&admin, old.key()).await, "VALID");
    server.clock.advance(Duration::from_secs(1));
    assert_eq!(code_of(&admin, old.key()).await, "EXPIRED");
    assert_eq!(code_of(&admin, new.text("api_key")).await, "VALID");
}

#[tokio::test]
async fn a_grace_never_prolongs_a_life() {
    let server = TestServer::sqlite().await;
    let admin = server.admin();
    let old = made_key(&admin, json!({"ttl_seconds": 60})).await;
    let _ = admin
        .post(&format!("/v1/keys/{}/rotate", old.id()), &json!({"grace_seconds": 3600}))
        .await
        .expect(201);
    server.clock.advance(Duration::from_mins(1));
    assert_eq!(code_of(&admin, old.key()).await, "EXPIRED");
}

#[tokio::test]
async fn nobody_gets_a_key_that_may_do_more_than_they() {
    let server = TestServer::sqlite().await;
    let (_, manager) = server.machine(&["key_manager"]).await;
    let strong = made_key(&server.admin(), json!({"roles": ["super_admin"]})).await;
    let path = format!("/v1/keys/{}/rotate", strong.id());
    manager.post(&path, &json!({})).await.error(403, "permission_denied");
    assert_eq!(code_of(&server.admin(), strong.key()).await, "VALID", "and it lives on");
    let weak = made_key(&server.admin(), json!({"permissions": ["key:verify"]})).await;
    let _ = manager.post(&format!("/v1/keys/{}/rotate", weak.id()), &json!({})).await.expect(201);
}

#[tokio::test]
async fn only_an_active_key_is_rotated_and_only_once() {
    let server = TestServer::sqlite().await;
    let admin = server.admin();
    let disabled = made_key(&admin, json!({})).await;
    let _ = admin.post(&format!("/v1/keys/{}/disable", disabled.id()), &json!({})).await.expect(200);
    let revoked = made_key(&admin, json!({})).await;
    let _ = admin.delete(&format!("/v1/keys/{}", revoked.id())).await.expect(204);
    let expired = made_key(&admin, json!({"ttl_seconds": 1})).await;
    let rotated = made_key(&admin, json!({})).await;
    let grace = json!({"grace_seconds": 60});
    let _ = admin.post(&format!("/v1/keys/{}/rotate", rotated.id()), &grace).await.expect(201);
    server.clock.advance(Duration::from_secs(1));
    for key in [disabled, revoked, expired, rotated] {
        let answer = admin.post(&format!("/v1/keys/{}/rotate", key.id()), &grace).await;
        answer.error(400, "invalid_operation");
    }
    for elsewhere in [server.admin_in_production(), server.stranger()] {
        let path = format!("/v1/keys/{}/rotate", server.admin().id());
        elsewhere.post(&path, &grace).await.error(404, "not_found");
    }
}

#[tokio::test]
async fn a_grace_lasts_thirty_days_at_most() {
    let server = TestServer::sqlite().await;
    let path = format!("/v1/keys/{}/rotate", made_key(&server.admin(), json!({})).await.id());
    for bad in [json!(-1), json!(2_592_001), json!("60"), json!(1.5), Value::Null] {
        server.admin().post(&path, &json!({"grace_seconds": bad})).await.detail("grace_seconds");
    }
    let _ = server.admin().post(&path, &json!({"grace_seconds": 2_592_000})).await.expect(201);
}

#[tokio::test]
async fn an_imported_key_is_rotated_into_the_native_format() {
    let server = TestServer::sqlite().await;
    let admin = server.admin();
    let digest = keyward_token::Digest::sha256("legacy").to_hex();
    let row = crate::given::key(json!({"digest": digest, "algorithm": "sha256"}));
    let imported = admin.post("/v1/keys/import", &json!([row])).await.expect(200);
    let path = format!("/v1/keys/{}/rotate", imported["items"][0]["id"].as_str().unwrap());
    let new = KeyHolder::of(&admin, &admin.post(&path, &json!({})).await.expect(201));
    assert!(new.key().starts_with("kw_test_"));
    assert_eq!(code_of(&admin, "legacy").await, "REVOKED");
}
