use keyward_testkit::actors::{Caller, KeyHolder, Method};
use keyward_testkit::server::TestServer;
use serde_json::json;

use crate::given::{asked_for_secret, made_key};
use crate::on_both;

const PATH: &str = "/v1/secrets/api/keys";

on_both! { a_key_ends_at_once_and_again_nothing_happens }

async fn a_key_ends_at_once_and_again_nothing_happens(server: &TestServer) {
    let admin = server.admin();
    let key = KeyHolder::of(&admin, &asked_for_secret(&admin, json!({})).await.expect(201));
    let path = format!("{PATH}/{}", key.id());
    let _ = key.get("/v1/keys/whoami").await.expect(200);
    for _ in ["first", "again"] {
        assert_eq!(admin.delete(&path).await.expect(204).text, "");
        key.get("/v1/keys/whoami").await.error(401, "unauthorized");
    }
}

#[tokio::test]
async fn what_one_does_not_see_is_not_found() {
    let server = TestServer::sqlite().await;
    let key = made_key(&server.admin(), json!({})).await;
    let path = format!("{PATH}/{}", key.id());
    let (_, manager) = server.machine(&["key_manager"]).await;
    let (_, strong_machine) = server.machine(&["super_admin"]).await;
    let unknown = server.admin().delete(&format!("{PATH}/key_unknown")).await.error(404, "not_found");
    for caller in [server.admin_in_production(), server.stranger(), manager, strong_machine] {
        assert_eq!(caller.delete(&path).await.error(404, "not_found").text, unknown.text);
    }
    let _ = key.get("/v1/keys/whoami").await.expect(200);
}

#[tokio::test]
async fn a_machine_ends_its_own_key() {
    let server = TestServer::sqlite().await;
    let (_, manager) = server.machine(&["key_manager"]).await;
    let _ = manager.delete(&format!("{PATH}/{}", manager.id())).await.expect(204);
    manager.get("/v1/keys/whoami").await.error(401, "unauthorized");
}

#[tokio::test]
async fn a_key_can_not_be_changed_here() {
    let server = TestServer::sqlite().await;
    let path = format!("{PATH}/{}", made_key(&server.admin(), json!({})).await.id());
    for method in [Method::PUT, Method::PATCH] {
        let answer = server.admin().send(method, &path, r#"{"name":"Other"}"#).await;
        answer.error(405, "method_not_allowed");
    }
}
