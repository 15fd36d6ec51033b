//! The customers' portal (contract v1, part 8).

use std::time::Duration;

use keyward_testkit::actors::{Anonymous, Caller};
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

use crate::given::{code_of, event, made_key, merged, verified};
use crate::on_both;

on_both! {
    a_customer_sees_and_changes_what_is_its_own
    a_session_ends_at_once
    a_token_is_good_for_the_portal_alone_and_nothing_else_is
    nobody_gives_what_they_may_not_do
}

/// The customer `customer-1` in its portal: the session's id, and whoever holds its token.
async fn let_in(server: &TestServer, more: Value) -> (String, Anonymous, String) {
    let body = merged(json!({"external_id": "customer-1"}), more);
    let opened = server.admin().post("/v1/portal/sessions", &body).await.expect(201);
    let token = opened.text("token").to_owned();
    assert!(opened.text("url").ends_with(&format!("/portal#token={token}")));
    (opened.text("id").to_owned(), server.anonymous().with("x-session-token", &token), token)
}

async fn a_customer_sees_and_changes_what_is_its_own(server: &TestServer) {
    let admin = server.admin();
    let own = made_key(&admin, json!({})).await;
    let other = made_key(&admin, json!({"owner": {"external_id": "other"}})).await;
    for customer in ["customer-1", "customer-1", "other"] {
        let more = json!({"external_customer_id": customer});
        let _ = admin.post("/v1/events", &merged(event(), more)).await.expect(202);
    }
    let (id, portal, _) = let_in(server, json!({"permissions": ["documents:read"]})).await;
    let info = portal.get("/v1/customer/portal/info").await.expect(200);
    assert_eq!(
        (info.text("session_id"), &info["customer"]["external_id"]),
        (id.as_str(), &json!("customer-1"))
    );
    assert_eq!(info["allow"], json!(["keys:read", "keys:write", "usage:read", "licenses:read"]));
    let usage = portal.get("/v1/customer/portal/usage").await.expect(200);
    assert_eq!(usage["items"], json!([{"event_name": "call", "value": 2}]));

    let made = portal.post("/v1/customer/portal/keys", &json!({"name": "Mine"})).await.expect(201);
    assert_eq!(made["permissions"], json!(["documents:read"]));
    let answer = verified(&admin, made.text("api_key"), json!({"permissions": "documents:read"})).await;
    assert_eq!((&answer["code"], &answer["owner"]["external_id"]), (&json!("VALID"), &json!("customer-1")));
    let _ = verified(&admin, other.key(), json!({})).await.expect(200);
    server.authority().flush_uses().await.unwrap();
    assert_eq!(portal.get("/v1/customer/portal/usage").await.expect(200)["checks"], json!({"VALID": 1}));
    let listed = portal.get("/v1/customer/portal/keys").await.expect(200);
    assert_eq!(listed.of_items("id"), [made.text("id"), own.id()]);

    let path = |id: &str| format!("/v1/customer/portal/keys/{id}");
    portal.delete(&path(other.id())).await.error(404, "not_found");
    for _ in 0..2 {
        let _ = portal.delete(&path(made.text("id"))).await.expect(204);
    }
    assert_eq!(code_of(&admin, made.text("api_key")).await, "REVOKED");
    assert_eq!(code_of(&admin, other.key()).await, "VALID");
    portal.post("/v1/customer/portal/keys", &json!({"name": ""})).await.detail("name");
}

async fn a_session_ends_at_once(server: &TestServer) {
    let _ = made_key(&server.admin(), json!({})).await;
    let info = "/v1/customer/portal/info";
    let (id, ended, _) = let_in(server, json!({})).await;
    let _ = ended.get(info).await.expect(200);
    let path = format!("/v1/portal/sessions/{id}");
    server.stranger().delete(&path).await.error(404, "not_found");
    let _ = server.admin().delete(&path).await.expect(204);
    let refused = ended.get(info).await.error(401, "invalid_token");
    assert_eq!(refused["error"], "Invalid or expired session token");
    server.admin().delete(&path).await.error(404, "not_found");

    let (_, expired, _) = let_in(server, json!({"ttl_seconds": 60})).await;
    server.clock.advance(Duration::from_mins(1));
    expired.get(info).await.error(401, "invalid_token");

    let (_, of_nobody, _) = let_in(server, json!({})).await;
    let listed = server.admin().get("/v1/customers?external_id=customer-1").await.expect(200);
    let customer = format!("/v1/customers/{}?cascade=true", listed.of_items("id")[0]);
    let _ = server.admin().delete(&customer).await.expect(204);
    of_nobody.get(info).await.error(401, "invalid_token");
    of_nobody.post("/v1/customer/portal/keys", &json!({"name": "Late"})).await.error(401, "invalid_token");
}

async fn a_token_is_good_for_the_portal_alone_and_nothing_else_is(server: &TestServer) {
    let key = made_key(&server.admin(), json!({})).await;
    let (_, _, token) = let_in(server, json!({})).await;
    for path in ["/v1/keys", "/v1/keys/whoami", "/v1/customers", "/v1/events"] {
        server.holder_of(&token).get(path).await.error(401, "unauthorized");
        let bearer = server.anonymous().with("authorization", &format!("Bearer {token}"));
        bearer.get(path).await.error(401, "unauthorized");
        server.anonymous().with("x-session-token", &token).get(path).await.error(401, "unauthorized");
    }
    let portal = ["info", "keys", "usage"].map(|name| format!("/v1/customer/portal/{name}"));
    for path in &portal {
        for text in [key.key(), "", "kwp_", &"x".repeat(500)] {
            let caller = server.anonymous().with("x-session-token", text);
            caller.get(path).await.error(401, "invalid_token");
        }
        server.admin().get(path).await.error(401, "invalid_token");
        let twice = server.anonymous().with("x-session-token", &token).with("x-session-token", &token);
        twice.get(path).await.error(401, "invalid_token");
    }
}

async fn nobody_gives_what_they_may_not_do(server: &TestServer) {
    let _ = made_key(&server.admin(), json!({})).await;
    let (_, reader, _) = let_in(server, json!({"allow": ["keys:read"]})).await;
    let _ = reader.get("/v1/customer/portal/keys").await.expect(200);
    reader.post("/v1/customer/portal/keys", &json!({"name": "Mine"})).await.error(403, "permission_denied");
    reader.delete("/v1/customer/portal/keys/key_1").await.error(403, "permission_denied");
    reader.get("/v1/customer/portal/usage").await.error(403, "permission_denied");

    let (_, counter, _) = let_in(server, json!({"allow": ["usage:read"]})).await;
    assert!(counter.get("/v1/customer/portal/usage").await.expect(200).json.get("checks").is_none());

    let host = server.permitted(&["customer:write", "secret:read"]).await;
    let open = async |more: Value| {
        host.post("/v1/portal/sessions", &merged(json!({"external_id": "customer-1"}), more)).await
    };
    open(json!({"allow": ["keys:write"]})).await.error(403, "permission_denied");
    open(json!({"permissions": ["documents:read"]})).await.error(403, "permission_denied");
    let opened = host.get("/v1/customers/portal/customer-1").await.expect(200);
    let guest = server.anonymous().with("x-session-token", opened.text("token"));
    assert_eq!(guest.get("/v1/customer/portal/info").await.expect(200)["allow"], json!(["keys:read"]));

    host.get("/v1/customers/portal/nobody").await.error(404, "not_found");
    open(json!({"allow": ["everything"]})).await.detail("allow[0]");
    open(json!({"ttl_seconds": 59})).await.detail("ttl_seconds");
    open(json!({"customer_id": "cust_1"})).await.detail("external_id");
    server.stranger().get("/v1/customers/portal/customer-1").await.error(404, "not_found");
}
