//! The role `operator`: who has it, who gives it, and what it does not reach.

use keyward_testkit::actors::{Caller, KeyHolder, Person};
use keyward_testkit::server::{PASSWORD, TestServer};
use serde_json::json;

use crate::given::asked_for_key;
use crate::on_both;

on_both! {
    only_an_operator_gives_and_takes_the_role
    a_key_never_has_it
    a_role_that_was_taken_is_gone_at_the_next_request
    a_password_is_set_by_the_socket_and_ends_sessions
}

const ROLE: &str = "operator";

/// A person of the home tenant.
async fn neighbour(server: &TestServer) -> String {
    server.person("someone@example.com").await
}

async fn only_an_operator_gives_and_takes_the_role(server: &TestServer) {
    let admin = server.admin();
    let path = format!("/v1/users/{}/roles", neighbour(server).await);
    let both = json!({"roles": ["super_admin", ROLE]});
    let refused = admin.put(&path, &both).await.detail("roles");
    assert!(refused["details"]["roles"].as_str().unwrap().contains("operator"), "{refused:?}");
    admin.put(&path, &json!({"roles": [ROLE]})).await.detail("roles");
    // Nor by a role of that name.
    let role = json!({"id": ROLE, "name": "Mine", "permissions": {"a": ["b"]}});
    admin.post("/v1/rbac/roles", &role).await.error(409, "already_exists");

    let tenant = server.text(server.home.tenant.id);
    assert_eq!(server.by_socket("PUT", &path, &both).await.0, 400, "the socket names a tenant");
    let operator = server.operating_person().await;
    assert_ne!(operator.signed_in().text("tenant_id"), tenant);
    operator.put(&path, &both).await.error(404, "not_found");
    assert_eq!(server.by_socket_in(&tenant, "PUT", &path, &both).await.0, 200);

    let user = path.trim_end_matches("/roles");
    admin.put(&path, &json!({"roles": ["all_reader"]})).await.error(403, "permission_denied");
    admin.delete(&format!("{user}?cascade=true")).await.error(403, "permission_denied");
    assert_eq!(admin.get(user).await.expect(200)["roles"], json!(["super_admin", ROLE]));
    let reader = json!({"roles": ["all_reader"]});
    assert_eq!(server.by_socket_in(&tenant, "PUT", &path, &reader).await.0, 200);
    let _ = admin.put(&path, &json!({"roles": ["all_writer"]})).await.expect(200);

    // A machine can't have it, whoever gives it.
    let body = json!({"type": "service_account", "name": "CI", "roles": [ROLE]});
    operator.post("/v1/users", &body).await.detail("role");
    let listed = |answer: &keyward_testkit::actors::Answer| {
        answer["roles"].as_array().unwrap().iter().any(|role| role["id"] == ROLE)
    };
    assert!(listed(&operator.get("/v1/rbac/roles?user_type=user").await.expect(200)));
    assert!(!listed(&operator.get("/v1/rbac/roles?user_type=service_account").await.expect(200)));
    assert!(!listed(&admin.get("/v1/rbac/roles").await.expect(200)));
}

async fn a_key_never_has_it(server: &TestServer) {
    let operator = server.operating_person().await;
    let at_home = operator.with("x-environment-id", operator.signed_in().text("environment_id"));
    let own = at_home.post("/v1/secrets/api/keys", &json!({"name": "Mine"})).await.expect(201);
    assert_eq!(own["roles"], json!(["super_admin"]));
    let user_id = operator.signed_in()["user_id"].clone();
    let native = asked_for_key(&at_home, json!({"owner": {"user_id": user_id}})).await.expect(201);
    assert_eq!(native["roles"], json!(["super_admin"]));
    let named = json!({"owner": {"user_id": user_id}, "roles": ["super_admin", ROLE]});
    asked_for_key(&at_home, named).await.detail("roles");
    let flapjack = operator.post("/api/keys", &json!({"name": "Mine"})).await.expect(201);
    for key in [own.text("api_key"), native.text("api_key"), flapjack.text("key")] {
        let holder = KeyHolder::new(&server.anonymous(), "", key);
        let _ = holder.get("/v1/users/me").await.expect(200);
        holder.get("/v1/tenants").await.error(403, "permission_denied");
    }
}

async fn a_role_that_was_taken_is_gone_at_the_next_request(server: &TestServer) {
    let operator = server.operating_person().await;
    let _ = operator.get("/v1/tenants").await.expect(200);
    server.give_roles(&operator, &["super_admin"]).await;
    operator.get("/v1/tenants").await.error(403, "permission_denied");
}

async fn a_password_is_set_by_the_socket_and_ends_sessions(server: &TestServer) {
    let ada = server.sign_up("ada@example.com").await;
    let id = ada.signed_in().text("user_id");
    let set = async |who: &str, password: &str| {
        let path = format!("/v1/users/{who}/password");
        server.by_socket("PUT", &path, &json!({"password": password})).await
    };
    assert_eq!(set(id, "another horse battery").await.0, 200);
    ada.get("/v1/users/me").await.error(401, "invalid_token");
    let login = async |password: &str| {
        let body = json!({"email": "ada@example.com", "password": password});
        server.anonymous().post("/v1/auth/login", &body).await
    };
    login(PASSWORD).await.error(401, "unauthorized");
    let again = Person::of(&server.anonymous(), login("another horse battery").await.expect(200));
    let (status, body) = set("ADA%40example.com", PASSWORD).await;
    assert_eq!((status, &body["id"]), (200, &ada.signed_in()["user_id"]), "{body}");
    again.get("/v1/users/me").await.error(401, "invalid_token");
    let _ = login(PASSWORD).await.expect(200);

    for (who, password, status, code) in [
        (id, "short", 400, "validation_error"),
        (id, "ada@example.com", 400, "validation_error"),
        ("nobody%40example.com", PASSWORD, 404, "not_found"),
        ("user_nonsense", PASSWORD, 404, "not_found"),
        (&*server.machine(&["key_verifier"]).await.0, PASSWORD, 400, "invalid_operation"),
    ] {
        let (got, body) = set(who, password).await;
        assert_eq!((got, body["code"].as_str()), (status, Some(code)), "{who}: {body}");
    }
}
