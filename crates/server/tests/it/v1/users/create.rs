use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::json;

use crate::on_both;

on_both! { a_service_account_is_made }

async fn a_service_account_is_made(server: &TestServer) {
    let body = json!({"type": "service_account", "name": "CI", "roles": ["event_ingestor", "event_reader"]});
    let made = server.admin().post("/v1/users", &body).await.expect(201);
    assert!(made.text("id").starts_with("sa_"));
    let expected = json!({
        "id": made["id"], "type": "service_account", "name": "CI", "roles": ["event_ingestor", "event_reader"],
        "created_at": "2026-01-14T12:00:00Z",
    });
    assert_eq!(made.json, expected);
}

#[tokio::test]
async fn roles_at_fault_are_told_as_role() {
    let server = TestServer::sqlite().await;
    for roles in [
        json!(null),
        json!([]),
        json!(["no_such_role"]),
        json!(["No Such Role"]),
        json!(["all_reader"]),
        json!(["super_admin", "event_reader"]),
    ] {
        let body = json!({"type": "service_account", "name": "CI", "roles": roles});
        server.admin().post("/v1/users", &body).await.detail("role");
    }
    server.admin().post("/v1/users", &json!({"type": "service_account", "name": "CI"})).await.detail("role");
}

#[tokio::test]
async fn its_kind_and_its_name_are_needed() {
    let server = TestServer::sqlite().await;
    let roles = json!(["event_reader"]);
    server.admin().post("/v1/users", &json!({"name": "CI", "roles": roles})).await.detail("type");
    server
        .admin()
        .post("/v1/users", &json!({"type": "robot", "name": "CI", "roles": roles}))
        .await
        .detail("type");
    server
        .admin()
        .post("/v1/users", &json!({"type": "service_account", "roles": roles}))
        .await
        .detail("name");
}

#[tokio::test]
async fn nobody_makes_a_machine_stronger_than_themselves() {
    let server = TestServer::sqlite().await;
    let keeper = server.permitted(&["user:write", "event:read"]).await;
    let make = async |role: &str| {
        keeper.post("/v1/users", &json!({"type": "service_account", "name": "CI", "roles": [role]})).await
    };
    for role in ["super_admin", "event_ingestor", "key_manager"] {
        make(role).await.error(403, "permission_denied");
    }
    let _ = make("event_reader").await.expect(201);
}
