use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::json;

use crate::given::{made_key, verified};
use crate::on_both;

on_both! { a_key_learns_what_is_known_of_it }

async fn a_key_learns_what_is_known_of_it(server: &TestServer) {
    let more = json!({"name": "Mine", "permissions": ["documents:read"], "metadata": {"a": [1]}, "ttl_seconds": 60,
        "credits": {"remaining": 9}, "limits": [{"name": "a", "limit": 5, "window_seconds": 60}]});
    let key = made_key(&server.admin(), more).await;
    let answer = key.get("/v1/keys/whoami").await.expect(200);
    assert_eq!((answer.text("key_id"), answer.text("name")), (key.id(), "Mine"));
    assert_eq!(answer["owner"]["external_id"], "customer-1");
    assert_eq!(answer["expires_at"], "2026-01-14T12:01:00Z");
    assert!(!answer.text.contains(key.key()), "never its secret");
    let mut told = verified(&server.admin(), key.key(), json!({"cost": 0})).await.expect(200).json;
    for name in ["valid", "code", "request_id"] {
        told.as_object_mut().unwrap().remove(name);
    }
    assert_eq!(answer.json, told, "as who verifies it");
    assert_eq!((&answer["credits_remaining"], &answer["limits"][0]["remaining"]), (&json!(9), &json!(5)));
}
