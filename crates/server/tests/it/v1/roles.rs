//! `/v1/rbac/roles` (contract v1, part 4).

use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::json;

use crate::given::made_key;
use crate::on_both;

const PATH: &str = "/v1/rbac/roles";

on_both! {
    a_role_lives_from_its_making_to_its_deletion
    a_role_that_is_held_stays
    a_key_keeps_what_its_role_was
}

async fn a_role_lives_from_its_making_to_its_deletion(server: &TestServer) {
    let admin = server.admin();
    let body = json!({"id": "publisher", "name": "Publisher", "description": "May publish",
        "permissions": {"documents": ["read", "publish"], "*": ["list"]}});
    let made = admin.post(PATH, &body).await.expect(201);
    let expected = json!({"role": {"id": "publisher", "name": "Publisher", "description": "May publish",
        "permissions": {"*": ["list"], "documents": ["publish", "read"]}, "built_in": false}});
    assert_eq!(made.json, expected);
    assert_eq!(admin.get("/v1/rbac/roles/publisher").await.expect(200).json, expected);
    admin.post(PATH, &body).await.error(409, "already_exists");
    server.stranger().get("/v1/rbac/roles/publisher").await.error(404, "not_found");

    let changed = json!({"name": "Reader", "permissions": {"documents": ["read"]}});
    let changed = admin.put("/v1/rbac/roles/publisher", &changed).await.expect(200);
    assert_eq!(changed["role"]["permissions"], json!({"documents": ["read"]}));

    let _ = admin.delete("/v1/rbac/roles/publisher").await.expect(204);
    admin.delete("/v1/rbac/roles/publisher").await.error(404, "not_found");
}

async fn a_role_that_is_held_stays(server: &TestServer) {
    let admin = server.admin();
    let body = json!({"id": "held", "name": "Held", "permissions": {"documents": ["read"]}});
    let _ = admin.post(PATH, &body).await.expect(201);
    let (account, _) = server.machine(&["held"]).await;
    admin.delete("/v1/rbac/roles/held").await.error(409, "already_exists");
    let _ = admin.delete(&format!("/v1/users/{account}?cascade=true")).await.expect(204);
    let _ = admin.delete("/v1/rbac/roles/held").await.expect(204);
}

async fn a_key_keeps_what_its_role_was(server: &TestServer) {
    let admin = server.admin();
    let body = json!({"id": "shifting", "name": "Shifting", "permissions": {"documents": ["read"]}});
    let _ = admin.post(PATH, &body).await.expect(201);
    let old = made_key(&admin, json!({"roles": ["shifting"]})).await;
    let body = json!({"name": "Shifting", "permissions": {"documents": ["write"]}});
    let _ = admin.put("/v1/rbac/roles/shifting", &body).await.expect(200);
    let new = made_key(&admin, json!({"roles": ["shifting"]})).await;
    for (key, permissions) in [(&old, json!(["documents:read"])), (&new, json!(["documents:write"]))] {
        assert_eq!(key.get("/v1/keys/whoami").await.expect(200)["permissions"], permissions);
    }
}

#[tokio::test]
async fn built_in_roles_are_listed_and_never_changed() {
    let server = TestServer::sqlite().await;
    let admin = server.admin();
    let ids = async |query: &str| {
        let answer = admin.get(&format!("{PATH}{query}")).await.expect(200);
        let roles = answer["roles"].as_array().expect("a list").clone();
        roles.iter().map(|role| role["id"].as_str().expect("an id").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids("").await.len(), 8);
    assert_eq!(ids("?user_type=user").await, ["super_admin", "all_reader", "all_writer"]);
    assert_eq!(ids("?user_type=service_account").await.len(), 6);
    admin.get(&format!("{PATH}?user_type=robot")).await.detail("user_type");
    let body = json!({"name": "Mine", "permissions": {"a": ["b"]}});
    admin.put("/v1/rbac/roles/super_admin", &body).await.error(400, "invalid_operation");
    admin.delete("/v1/rbac/roles/super_admin").await.error(400, "invalid_operation");
    let body = json!({"id": "super_admin", "name": "Mine", "permissions": {"a": ["b"]}});
    admin.post(PATH, &body).await.error(409, "already_exists");
}

#[tokio::test]
async fn what_a_role_can_t_be_is_told_by_field() {
    let server = TestServer::sqlite().await;
    let good = json!({"id": "r", "name": "R", "permissions": {"a": ["b"]}});
    for (more, field) in [
        (json!({"id": "Not A Word"}), "id"),
        (json!({"name": ""}), "name"),
        (json!({"description": "x".repeat(1001)}), "description"),
        (json!({"permissions": {}}), "permissions"),
        (json!({"permissions": {"a": ["B"]}}), "permissions.a"),
    ] {
        server.admin().post(PATH, &crate::given::merged(good.clone(), more)).await.detail(field);
    }
}

#[tokio::test]
async fn nobody_makes_a_role_stronger_than_themselves() {
    let server = TestServer::sqlite().await;
    let keeper = server.permitted(&["role:write", "documents:read"]).await;
    let role = |permissions| json!({"id": "r", "name": "R", "permissions": permissions});
    keeper.post(PATH, &role(json!({"documents": ["*"]}))).await.error(403, "permission_denied");
    let _ = keeper.post(PATH, &role(json!({"documents": ["read"]}))).await.expect(201);
    let stronger = json!({"name": "R", "permissions": {"*": ["*"]}});
    keeper.put("/v1/rbac/roles/r", &stronger).await.error(403, "permission_denied");
}
