//! What each route asks of its caller: the table, held against what really happens.

use keyward_domain::{Need, Permissions, RoleName};
use keyward_server::v1::access::{Access, ROUTES};
use keyward_storage::roles;
use keyward_testkit::actors::{Answer, Caller, KeyHolder, Method};
use keyward_testkit::server::{PASSWORD, Setup, TestServer};
use serde_json::{Value, json};

use crate::given::{event, key};

/// What paths of a server can name: a key of the caller's own, and others' things.
struct Ids {
    key: String,
    account: String,
    person: String,
    environment: String,
    tenant: String,
    gate: String,
    customer: String,
    portal: String,
    webhook: String,
    delivery: String,
    connection: String,
}

impl Ids {
    const ROLE: &str = "held-by-nobody";

    fn of<'a>(&'a self, path: &str) -> &'a str {
        match path {
            "/v1/users/{id}/roles" | "/v1/users/{id}/password" => &self.person,
            _ if path.starts_with("/v1/users/") => &self.account,
            _ if path.starts_with("/v1/gates/") => &self.gate,
            _ if path.starts_with("/v1/webhooks/endpoints/") => &self.webhook,
            _ if path.starts_with("/v1/connections/") => &self.connection,
            _ if path.starts_with("/v1/webhooks/deliveries/") => &self.delivery,
            _ if path.starts_with("/v1/environments/") => &self.environment,
            _ if path.starts_with("/v1/tenants/") => &self.tenant,
            "/v1/customers/portal/{external_id}" => "idle",
            _ if path.starts_with("/v1/customers/") => &self.customer,
            _ if path.starts_with("/v1/portal/") => &self.portal,
            _ if path.starts_with("/v1/rbac/") => Self::ROLE,
            _ => &self.key,
        }
    }

    /// Of nothing.
    fn nothing() -> Self {
        let none = || "key_1".to_owned();
        Self {
            key: none(),
            account: none(),
            person: none(),
            environment: none(),
            tenant: none(),
            gate: none(),
            customer: none(),
            portal: none(),
            webhook: none(),
            delivery: none(),
            connection: none(),
        }
    }
}

/// A request that passes, but for its caller.
async fn call(caller: &impl Caller, method: &str, path: &str, ids: &Ids) -> Answer {
    let id = ids.of(path);
    let method: Method = method.to_uppercase().parse().expect("a method");
    let body = match (method.as_str(), path) {
        ("POST", "/v1/keys") => key(json!({})),
        ("POST", "/v1/keys/bulk") => json!({"keys": [key(json!({}))]}),
        ("POST", "/v1/keys/import") => {
            let digest = keyward_token::Digest::sha256(id).to_hex();
            json!([key(json!({"digest": digest, "algorithm": "sha256"}))])
        }
        ("POST", "/v1/keys/verify" | "/v1/keys/explain") => json!({"key": "x"}),
        ("PATCH", "/v1/keys/{id}") | ("POST", "/v1/secrets/api/keys") => json!({"name": "Another"}),
        ("POST", "/v1/users") => json!({"type": "service_account", "name": "CI", "roles": ["only"]}),
        ("POST", "/v1/users/search" | "/v1/events/query") => json!({}),
        ("POST", "/v1/rbac/roles") => json!({"id": "new", "name": "New", "permissions": {"role": ["write"]}}),
        ("PUT", "/v1/rbac/roles/{id}") => json!({"name": "Old", "permissions": {"role": ["write"]}}),
        ("POST", "/v1/portal/sessions") => json!({"external_id": "idle"}),
        ("POST", "/v1/events") => event(),
        ("POST", "/v1/events/bulk") => json!({"events": [event()]}),
        ("POST", "/v1/events/usage") => json!({"event_name": "call", "aggregation_type": "COUNT"}),
        ("POST", "/v1/customers") => json!({"external_id": "new", "name": "New"}),
        ("POST", "/v1/environments") => json!({"name": "Staging", "type": "development"}),
        ("POST", "/v1/tenants") => json!({"name": "New", "email": "new@example.com"}),
        ("PUT", "/v1/users/{id}/roles") => json!({"roles": ["only"]}),
        ("PUT", "/v1/users/{id}/password") => json!({"password": PASSWORD}),
        ("POST", "/v1/gates") => json!({"name": "another"}),
        ("POST", "/v1/webhooks/endpoints") => webhook(),
        ("POST", "/v1/connections") => json!({"provider": "stripe", "secret": "whsec_5f2a9c1e7b"}),
        ("POST" | "PATCH", _) if path.starts_with("/v1/webhooks/") => json!({}),
        ("PUT", _) => json!({"name": "Renamed"}),
        _ => Value::Null,
    };
    let body = if body.is_null() { String::new() } else { body.to_string() };
    caller.send(method, &path.replace("{id}", id).replace("{external_id}", id), body).await
}

/// An endpoint that is told next to nothing, at a name that stands for nothing (RFC 6761).
fn webhook() -> Value {
    json!({"url": "https://hooks.invalid/", "events": ["key.leaked"]})
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

/// A machine with a role of these permissions, a second key of it, to be changed, and other things to be.
async fn machine(server: &TestServer, role: &str, permissions: &[String]) -> (KeyHolder, Ids) {
    add_role(server, role, permissions).await;
    add_role(server, Ids::ROLE, &["role:write".to_owned()]).await;
    let (account, holder) = server.machine(&[role]).await;
    let more = json!({"owner": {"service_account_id": account}});
    let key = crate::given::made_key(&server.admin(), more).await.id().to_owned();
    let body = json!({"type": "service_account", "name": "Idle", "roles": [role]});
    let idle = server.admin().post("/v1/users", &body).await.expect(201).text("id").to_owned();
    let person = server.person("other@example.com").await;
    let gate =
        server.admin().post("/v1/gates", &json!({"name": "edge"})).await.expect(201).text("id").to_owned();
    let home = &server.home;
    let (environment, tenant) = (server.text(home.development.id), server.text(home.tenant.id));
    let body = json!({"external_id": "idle", "name": "Idle"});
    let customer = server.admin().post("/v1/customers", &body).await.expect(201).text("id").to_owned();
    let body = json!({"external_id": "idle"});
    let portal = server.admin().post("/v1/portal/sessions", &body).await.expect(201).text("id").to_owned();
    let webhook = server.admin().post("/v1/webhooks/endpoints", &webhook()).await.expect(201);
    let webhook = webhook.text("id").to_owned();
    let path = format!("/v1/webhooks/endpoints/{webhook}/test");
    let delivery = server.admin().post(&path, &json!({})).await.expect(202).text("id").to_owned();
    let body = json!({"provider": "standard", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"});
    let connection = server.admin().post("/v1/connections", &body).await.expect(201).text("id").to_owned();
    (
        holder,
        Ids {
            key,
            account: idle,
            person,
            environment,
            tenant,
            gate,
            customer,
            portal,
            webhook,
            delivery,
            connection,
        },
    )
}

/// All that comes near `need` without being it.
fn all_but(need: Need) -> Vec<String> {
    let others = ROUTES.iter().filter_map(|(_, _, access)| match access {
        Access::Needs(other) if *other != need => Some(other.to_string()),
        _ => None,
    });
    let entities = [
        "secret",
        "key",
        "user",
        "event",
        "gate",
        "audit",
        "role",
        "customer",
        "license",
        "environment",
        "tenant",
    ];
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
        let (holder, ids) = machine(&server, "only", &all_but(*need)).await;
        let answer = call(&holder, method, path, &ids).await.error(403, "permission_denied");
        let message = format!("Insufficient permissions to {} {}", need.action, need.entity);
        assert_eq!(answer.text("message"), message, "{method} {path}");
        // What a product does all day is not what manages: see `front.rs`.
        if !matches!(*path, "/v1/keys/verify" | "/v1/events" | "/v1/events/bulk") {
            let trail = crate::refusals::refused(&server, server.home.tenant.id).await;
            let told = trail.iter().any(|entry| {
                entry.target_name.starts_with(&method.to_uppercase())
                    && entry.detail.contains("permission_denied")
            });
            assert!(told, "{method} {path} leaves no trace: {trail:?}");
        }
    }
}

#[tokio::test]
async fn a_route_takes_whoever_may_do_that_alone() {
    for (method, path, access) in ROUTES {
        let Access::Needs(need) = access else { continue };
        let server = TestServer::sqlite().await;
        let (holder, ids) = machine(&server, "only", &[need.to_string()]).await;
        let answer = call(&holder, method, path, &ids).await;
        assert!((200..300).contains(&answer.status), "{method} {path}: {answer:?}");
    }
}

#[tokio::test]
async fn a_route_takes_nobody_without_a_key_unless_it_is_open() {
    let server = TestServer::sqlite().await;
    for (method, path, access) in ROUTES {
        let answer = call(&server.anonymous(), method, path, &Ids::nothing()).await;
        match access {
            // What a bare request lacks is a body, not a caller.
            Access::Open => assert!(matches!(answer.status, 200 | 400 | 422), "{method} {path}"),
            Access::License => assert!(matches!(answer.status, 401 | 403), "{method} {path}: {answer:?}"),
            _ => assert_eq!(answer.status, 401, "{method} {path}: {answer:?}"),
        }
    }
}

#[tokio::test]
async fn a_key_that_may_do_nothing_calls_what_asks_for_no_permission_and_no_more() {
    let server = TestServer::sqlite().await;
    let (holder, _) = machine(&server, "nothing", &[]).await;
    let (account, _) = server.machine(&["nothing"]).await;
    let more = json!({"owner": {"service_account_id": account}});
    let real = crate::given::made_key(&server.admin_in_production(), more).await;
    let real = server.holder_of(real.key());
    for (method, path, access) in ROUTES {
        // It would be gone after that.
        if *path == "/v1/keys/self-revoke" {
            continue;
        }
        let answer = call(&holder, method, path, &Ids::nothing()).await;
        let answer = match access {
            // The hub takes keys of production alone.
            Access::Account(_) => {
                assert!(matches!(answer.status, 401 | 422), "{method} {path}: {answer:?}");
                call(&real, method, path, &Ids::nothing()).await
            }
            _ => answer,
        };
        match access {
            Access::Open => assert!(matches!(answer.status, 200 | 400 | 422), "{method} {path}"),
            // Fields come before permissions there.
            Access::Account(_) => assert!(matches!(answer.status, 403 | 422), "{method} {path}: {answer:?}"),
            Access::Bearer | Access::OperatorBearer => drop(answer.error(401, "jwt_required")),
            Access::AnyKey => assert_eq!(answer.status, 200, "{method} {path}"),
            // No key of ours is a licence's.
            Access::License => assert!(matches!(answer.status, 401 | 403), "{method} {path}: {answer:?}"),
            // It is not the key's permissions that are wrong.
            Access::Gate | Access::Portal => assert_eq!(answer.status, 401, "{method} {path}"),
            Access::Needs(_) | Access::Person | Access::Operator | Access::Socket => {
                assert_eq!(answer.status, 403, "{method} {path}: {answer:?}");
            }
        }
    }
}

/// A session's token is good at its own routes alone, and nothing else is good there.
#[tokio::test]
async fn the_portal_s_tokens_and_keys_are_refused_where_they_do_not_belong() {
    let setup = Setup::sqlite().config(|config| {
        config.rate_limits.unknown_keys = "off".parse().expect("no limit");
        config.rate_limits.requests = "off".parse().expect("no limit");
    });
    let server = setup.start().await;
    let (holder, _) = machine(&server, "only", &["*:*".to_owned()]).await;
    let made = crate::given::made_key(&server.admin(), json!({})).await;
    let opened =
        server.admin().post("/v1/portal/sessions", &json!({"external_id": "idle"})).await.expect(201);
    let (token, nobody) = (opened.text("token"), server.anonymous());
    let ways = |text: &str| {
        let (bearer, session) = (format!("Bearer {text}"), nobody.with("x-session-token", text));
        [nobody.with("x-api-key", text), nobody.with("authorization", &bearer), session]
    };
    for (method, path, access) in ROUTES {
        let callers: &[_] = match access {
            Access::Open | Access::License => continue,
            Access::Portal => &ways(made.key()),
            _ => &ways(token),
        };
        for caller in callers {
            let answer = call(caller, method, path, &Ids::nothing()).await;
            assert_eq!(answer.status, 401, "{method} {path}: {answer:?}");
        }
        if *access == Access::Portal {
            call(&holder, method, path, &Ids::nothing()).await.error(401, "invalid_token");
        }
    }
}

#[tokio::test]
async fn an_operator_s_route_of_the_hub_takes_no_other_person_whatever_they_say() {
    let server = TestServer::sqlite().await;
    let (person, operator) = (server.sign_up("ada@example.com").await, server.operating_person().await);
    for (method, path, access) in ROUTES {
        if *access != Access::OperatorBearer {
            continue;
        }
        call(&person, method, path, &Ids::nothing()).await.error(403, "permission_denied");
        let answer = call(&operator, method, path, &Ids::nothing()).await;
        assert!(matches!(answer.status, 200 | 404 | 422), "{method} {path}: {answer:?}");
    }
}

const STATIC: &str = "a-key-that-stands-in-the-configuration";

#[tokio::test]
async fn an_operator_s_route_takes_nobody_who_is_none_whatever_they_may_do() {
    let server = Setup::sqlite().static_key(STATIC, |_| {}).start().await;
    let (machine, ids) = machine(&server, "only", &["*:*".to_owned()]).await;
    let person = server.sign_up("ada@example.com").await;
    let operator = server.operating_person().await;
    let keys_of_an_operator = {
        let environment = operator.signed_in().text("environment_id").to_owned();
        let body = json!({"name": "Mine"});
        let made = operator.with("x-environment-id", &environment).post("/v1/secrets/api/keys", &body).await;
        KeyHolder::of(&server.anonymous(), &made.expect(201))
    };
    for (method, path, access) in ROUTES {
        let refused = matches!(access, Access::Operator | Access::Socket);
        for own in [true, false].into_iter().filter(|_| refused) {
            let ids = if own { &ids } else { &Ids::nothing() };
            for holder in [
                &machine,
                &server.admin(),
                &server.holder_of(STATIC),
                &server.permitted(&["*:*"]).await,
                &keys_of_an_operator,
            ] {
                call(holder, method, path, ids).await.error(403, "permission_denied");
            }
            call(&person, method, path, ids).await.error(403, "permission_denied");
        }
        if *access == Access::Socket {
            call(&operator, method, path, &ids).await.error(403, "permission_denied");
        }
    }
}

#[tokio::test]
async fn an_operator_s_route_takes_a_person_with_that_role_and_the_socket() {
    for (method, path, access) in ROUTES {
        if !matches!(access, Access::Operator | Access::Socket) {
            continue;
        }
        let server = TestServer::sqlite().await;
        let (_, ids) = machine(&server, "only", &[]).await;
        if *access == Access::Operator {
            let operator = server.operating_person().await;
            let answer = call(&operator, method, path, &ids).await;
            assert!((200..300).contains(&answer.status), "{method} {path}: {answer:?}");
        }
        let body = match *path {
            "/v1/tenants" if *method == "post" => json!({"name": "Second", "email": "second@example.com"}),
            "/v1/users/{id}/password" => json!({"password": PASSWORD}),
            _ => Value::Null,
        };
        let path = path.replace("{id}", ids.of(path));
        let (status, answer) = server.by_socket(&method.to_uppercase(), &path, &body).await;
        assert!((200..300).contains(&status), "{method} {path}: {answer}");
    }
}
