use std::time::Duration;

use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

use crate::given::{UNKNOWN_KEY, asked_for_key, code_of, made_key, verified};
use crate::on_both;

on_both! {
    a_valid_key_is_told_with_its_facts
    the_first_reason_that_applies_is_told
    what_is_not_found_is_told_without_more
    a_second_look_is_as_the_first
}

async fn a_valid_key_is_told_with_its_facts(server: &TestServer) {
    let admin = server.admin();
    let more = json!({
        "name": "Production", "owner": {"external_id": "acme"}, "roles": ["event_reader"],
        "permissions": ["documents:read"], "expires_at": "2027-01-31T09:00:00Z", "metadata": {"plan": "gold"},
    });
    let made = asked_for_key(&admin, more).await.expect(201);
    for _ in ["from the database", "from the cache"] {
        let answer = verified(&admin, made.text("api_key"), json!({"permissions": "documents:read"}))
            .await
            .expect(200);
        assert_eq!(answer.header("content-type"), Some("application/json"));
        let expected = json!({
            "valid": true,
            "code": "VALID",
            "key_id": made["id"],
            "name": "Production",
            "owner": made["owner"],
            "environment": made["environment"],
            "roles": ["event_reader"],
            "permissions": ["documents:read", "event:read"],
            "expires_at": "2027-01-31T09:00:00Z",
            "credits_remaining": null,
            "limits": [],
            "metadata": {"plan": "gold"},
            "request_id": answer["request_id"],
        });
        assert_eq!(answer.json, expected);
    }
}

/// Each reason is taken away in turn; the one after it shows.
async fn the_first_reason_that_applies_is_told(server: &TestServer) {
    let admin = server.admin();
    let more = json!({"ttl_seconds": 60, "allowed_ips": ["192.0.2.0/24"], "permissions": ["documents:read"]});
    let all = made_key(&admin, more.clone()).await;
    let disabled = made_key(&admin, more.clone()).await;
    let expired = made_key(&admin, more.clone()).await;
    for key in [&all, &disabled] {
        let _ = admin.post(&format!("/v1/keys/{}/disable", key.id()), &json!({})).await.expect(200);
    }
    let _ = admin.delete(&format!("/v1/keys/{}", all.id())).await.expect(204);
    server.clock.advance(Duration::from_mins(1));
    let lasting = made_key(&admin, more).await;
    let wrong = json!({"ip": "198.51.100.1", "permissions": "documents:write"});
    let near = json!({"ip": "192.0.2.1", "permissions": "documents:write"});
    let right = json!({"ip": "192.0.2.1", "permissions": "documents:read"});
    for (key, question, code) in [
        (&all, &wrong, "REVOKED"),
        (&disabled, &wrong, "DISABLED"),
        (&expired, &wrong, "EXPIRED"),
        (&lasting, &wrong, "IP_DENIED"),
        (&lasting, &json!({"permissions": "documents:read"}), "IP_DENIED"),
        (&lasting, &near, "INSUFFICIENT_PERMISSIONS"),
        (&lasting, &right, "VALID"),
    ] {
        let answer = verified(&admin, key.key(), question.clone()).await.expect(200);
        assert_eq!(answer["code"], code, "{question}");
        assert_eq!(answer["valid"], code == "VALID");
        assert_eq!(answer.text("key_id"), key.id(), "{code}");
    }
}

async fn what_is_not_found_is_told_without_more(server: &TestServer) {
    let admin = server.admin();
    let of_another_tenant = made_key(&server.stranger(), json!({})).await;
    let of_another_environment = made_key(&server.admin_in_production(), json!({})).await;
    let long = "x".repeat(10_000);
    for key in
        [of_another_tenant.key(), of_another_environment.key(), UNKNOWN_KEY, "", "nonsense", "🔑", &long]
    {
        for _ in ["from the database", "from the cache"] {
            let answer = verified(&admin, key, json!({"permissions": "a:b"})).await.expect(200);
            let expected = json!({"valid": false, "code": "NOT_FOUND", "request_id": answer["request_id"]});
            assert_eq!(answer.json, expected);
        }
    }
    // Whoever it belongs to finds it after that as before.
    assert_eq!(code_of(&server.stranger(), of_another_tenant.key()).await, "VALID");
    assert_eq!(code_of(&server.admin_in_production(), of_another_environment.key()).await, "VALID");
}

async fn a_second_look_is_as_the_first(server: &TestServer) {
    let admin = server.admin();
    let key = made_key(&admin, json!({"ttl_seconds": 60})).await;
    for (seconds, code) in [(0, "VALID"), (59, "VALID"), (1, "EXPIRED"), (1, "EXPIRED")] {
        server.clock.advance(Duration::from_secs(seconds));
        assert_eq!(code_of(&admin, key.key()).await, code);
    }
}

#[tokio::test]
async fn a_permission_query_is_answered() {
    let server = TestServer::sqlite().await;
    let more = json!({"permissions": ["documents:*", "*:read"]});
    let key = made_key(&server.admin(), more).await;
    for (query, code) in [
        ("documents:publish", "VALID"),
        ("event:read AND documents:write", "VALID"),
        ("event:write", "INSUFFICIENT_PERMISSIONS"),
        ("event:write OR (billing:read AND NOT billing:write)", "VALID"),
        ("NOT event:read", "INSUFFICIENT_PERMISSIONS"),
        ("*:*", "INSUFFICIENT_PERMISSIONS"),
        ("*:read", "VALID"),
    ] {
        let answer = verified(&server.admin(), key.key(), json!({"permissions": query})).await.expect(200);
        assert_eq!(answer["code"], code, "{query}");
    }
}

#[tokio::test]
async fn a_bad_question_says_where_it_is_bad() {
    let server = TestServer::sqlite().await;
    let admin = server.admin();
    for (query, column) in
        [("", 1), ("a:a AND", 8), ("a:a b:b", 5), ("(a:a", 1), ("a:a)", 4), ("événement", 1)]
    {
        let answer = verified(&admin, "x", json!({"permissions": query})).await.detail("permissions");
        let reason = answer["details"]["permissions"].as_str().unwrap();
        assert!(reason.starts_with(&format!("column {column}: ")), "{query}: {reason}");
    }
    for ip in ["", "localhost", "192.0.2.0/24", "1.2.3.4.5"] {
        verified(&admin, "x", json!({"ip": ip})).await.detail("ip");
    }
    admin.post("/v1/keys/verify", &json!({})).await.detail("key");
    let _ = verified(&admin, "x", json!({"permissions": null, "ip": null, "tags": ["a"]})).await.expect(200);
}

#[tokio::test]
async fn a_publishable_key_is_a_key_to_who_asks() {
    let server = TestServer::sqlite().await;
    let admin = server.admin();
    let made = crate::given::asked_for_secret(&admin, json!({"type": "publishable_key"})).await.expect(201);
    assert_eq!(code_of(&admin, made.text("api_key")).await, "VALID");
}

#[tokio::test]
async fn a_verifier_needs_no_more_than_to_verify() {
    let server = TestServer::sqlite().await;
    let (_, verifier) = server.machine(&["key_verifier"]).await;
    let key = made_key(&server.admin(), json!({})).await;
    assert_eq!(code_of(&verifier, key.key()).await, "VALID");
    let Value::Bool(true) = verified(&verifier, verifier.key(), json!({})).await.expect(200)["valid"] else {
        panic!("its own key, too")
    };
}
