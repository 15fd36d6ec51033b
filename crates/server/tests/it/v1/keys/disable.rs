//! And `enable`, its opposite.

use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::json;

use crate::given::{code_of, made_key};
use crate::on_both;

on_both! { a_key_is_switched_off_and_on }

async fn a_key_is_switched_off_and_on(server: &TestServer) {
    let admin = server.admin();
    let key = made_key(&admin, json!({})).await;
    for (action, status, code) in [
        ("disable", "disabled", "DISABLED"),
        ("disable", "disabled", "DISABLED"),
        ("enable", "active", "VALID"),
        ("enable", "active", "VALID"),
    ] {
        let answer = admin.post(&format!("/v1/keys/{}/{action}", key.id()), &json!({})).await.expect(200);
        assert_eq!((answer.text("id"), answer.text("status")), (key.id(), status));
        assert_eq!(code_of(&admin, key.key()).await, code);
    }
}

#[tokio::test]
async fn a_revoked_key_stays_revoked() {
    let server = TestServer::sqlite().await;
    let key = made_key(&server.admin(), json!({})).await;
    let _ = server.admin().delete(&format!("/v1/keys/{}", key.id())).await.expect(204);
    for action in ["disable", "enable"] {
        let answer = server.admin().post(&format!("/v1/keys/{}/{action}", key.id()), &json!({})).await;
        answer.error(400, "invalid_operation");
    }
    assert_eq!(code_of(&server.admin(), key.key()).await, "REVOKED");
}

#[tokio::test]
async fn nobody_else_switches_it() {
    let server = TestServer::sqlite().await;
    let key = made_key(&server.admin(), json!({})).await;
    for action in ["disable", "enable"] {
        for elsewhere in [server.admin_in_production(), server.stranger()] {
            let answer = elsewhere.post(&format!("/v1/keys/{}/{action}", key.id()), &json!({})).await;
            answer.error(404, "not_found");
        }
    }
    assert_eq!(code_of(&server.admin(), key.key()).await, "VALID");
}

#[tokio::test]
async fn nobody_gives_a_key_back_what_they_may_not_do() {
    let server = TestServer::sqlite().await;
    let admin = server.admin();
    let key = made_key(&admin, json!({"permissions": ["documents:publish"]})).await;
    let path = format!("/v1/keys/{}", key.id());
    let manager = server.permitted(&["secret:read", "secret:write"]).await;
    let _ = manager.post(&format!("{path}/disable"), &json!({})).await.expect(200);
    manager.post(&format!("{path}/enable"), &json!({})).await.error(403, "permission_denied");
    let narrow = json!({"allowed_ips": ["192.0.2.1"]});
    manager.patch(&path, &narrow).await.error(403, "permission_denied");
    let _ = manager.patch(&path, &json!({"name": "Renamed"})).await.expect(200);
    let _ = admin.post(&format!("{path}/enable"), &json!({})).await.expect(200);
}
