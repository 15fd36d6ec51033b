//! What each route asks of its caller: the table, held against what really happens.

use keyward_authority::needs;
use keyward_domain::{Need, Permissions, RoleName};
use keyward_server::v1::access::{Access, ROUTES};
use keyward_storage::roles;
use keyward_testkit::actors::{Answer, Caller, KeyHolder, Method};
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

use crate::given::key;

/// A request that passes, but for its caller. `id` is a key of the caller's own.
async fn call(caller: &impl Caller, method: &str, path: &str, id: &str) -> Answer {
    let method: Method = method.to_uppercase().parse().expect("a method");
    let body = match (method.as_str(), path) {
        ("POST", "/v1/keys") => key(json!({})),
        ("POST", "/v1/keys/bulk") => json!({"keys": [key(json!({}))]}),
        ("POST", "/v1/keys/import") => {
            let digest = keyward_token::Digest::sha256(id).to_hex();
            json!([key(json!({"digest": digest, "algorithm": "sha256"}))])
        }
        ("POST", "/v1/keys/verify") => json!({"key": "x"}),
        ("PATCH", "/v1/keys/{id}") | ("POST", "/v1/secrets/api/keys") => json!({"name": "Another"}),
        ("POST", "/v1/users") => json!({"type": "service_account", "name": "CI", "roles": ["only"]}),
        _ => Value::Null,
    };
    let body = if body.is_null() { String::new() } else { body.to_string() };
    caller.send(method, &path.replace("{id}", id), body).await
}

/// A role of the home tenant's own.
async fn add_role(server: &TestServer, name: &str, permissions: &[String]) {
    let name: RoleName = name.parse().expect("a role's name");
    let permissions: Permissions =
        permissions.iter().map(|text| text.parse().expect("a permission")).collect();
    let title = "Role".parse().expect("a name");
    let storage = server.authority().storage();
    let tx = storage.begin().await.expect("a transaction");
    let now = server.authority().now();
    roles::insert(&tx, server.home.tenant.id, &name, &title, "", &permissions, now).await.expect("a role");
    tx.commit().await.expect("a commit");
}

/// A machine with a role of these permissions, and a second key of it, to be changed.
async fn machine(server: &TestServer, role: &str, permissions: &[String]) -> (KeyHolder, String) {
    add_role(server, role, permissions).await;
    let (account, holder) = server.machine(&[role]).await;
    let more = json!({"owner": {"service_account_id": account}});
    let other = crate::given::made_key(&server.admin(), more).await;
    (holder, other.id().to_owned())
}

/// All that comes near `need` without being it.
fn all_but(need: Need) -> Vec<String> {
    let all = [needs::SECRET_READ, needs::SECRET_WRITE, needs::KEY_VERIFY, needs::USER_WRITE];
    let others = all.iter().filter(|other| **other != need).map(ToString::to_string);
    let entities = ["secret", "key", "user", "event", "gate", "audit", "role", "customer", "license"];
    let entities =
        entities.iter().filter(|entity| **entity != need.entity).map(|entity| format!("{entity}:*"));
    let actions = ["read", "write", "verify", "delete"];
    let actions = actions.iter().filter(|action| **action != need.action).map(|action| format!("*:{action}"));
    others.chain(entities).chain(actions).collect()
}

#[tokio::test]
async fn a_route_refuses_whoever_may_do_everything_else() {
    for (method, path, access) in ROUTES {
        let Access::Needs(need) = access else { continue };
        let server = TestServer::sqlite().await;
        let (holder, id) = machine(&server, "only", &all_but(*need)).await;
        let answer = call(&holder, method, path, &id).await.error(403, "permission_denied");
        let message = format!("Insufficient permissions to {} {}", need.action, need.entity);
        assert_eq!(answer.text("message"), message, "{method} {path}");
    }
}

#[tokio::test]
async fn a_route_takes_whoever_may_do_that_alone() {
    for (method, path, access) in ROUTES {
        let Access::Needs(need) = access else { continue };
        let server = TestServer::sqlite().await;
        let (holder, id) = machine(&server, "only", &[need.to_string()]).await;
        let answer = call(&holder, method, path, &id).await;
        assert!((200..300).contains(&answer.status), "{method} {path}: {answer:?}");
    }
}

#[tokio::test]
async fn a_route_takes_nobody_without_a_key_unless_it_is_open() {
    let server = TestServer::sqlite().await;
    for (method, path, access) in ROUTES {
        let answer = call(&server.anonymous(), method, path, "key_1").await;
        match access {
            Access::Open => assert_eq!(answer.status, 200, "{method} {path}"),
            Access::AnyKey | Access::Needs(_) => drop(answer.error(401, "unauthorized")),
        }
    }
}

#[tokio::test]
async fn a_key_that_may_do_nothing_calls_what_asks_for_no_permission_and_no_more() {
    let server = TestServer::sqlite().await;
    let holder = server.permitted(&[]).await;
    for (method, path, access) in ROUTES {
        let answer = call(&holder, method, path, "key_1").await;
        match access {
            Access::Open | Access::AnyKey => assert_eq!(answer.status, 200, "{method} {path}"),
            Access::Needs(_) => drop(answer.error(403, "permission_denied")),
        }
    }
}
