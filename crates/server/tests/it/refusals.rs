//! Whoever is known and refused stands in the trail, on every surface.

use keyward_domain::{AccountType, Id, Page, Tenant};
use keyward_storage::audit::{self, Entry, Filter};
use keyward_testkit::actors::{Caller, KeyHolder, Method};
use keyward_testkit::server::TestServer;
use serde_json::json;

use crate::given::made_key;

/// What was refused in a tenant so far, newest first.
pub(crate) async fn refused(server: &TestServer, tenant: Id<Tenant>) -> Vec<Entry> {
    server.authority().flush_refusals(true).await.unwrap();
    let filter = Filter { outcome: Some("refused".to_owned()), ..Filter::default() };
    audit::list(&server.authority().storage().reader(), tenant, &filter, Page::first(100)).await.unwrap()
}

fn says(entry: &Entry, actor: &str, target: &str, code: &str) {
    assert_eq!((entry.actor_kind.as_str(), entry.target_name.as_str()), (actor, target), "{entry:?}");
    assert!(entry.detail.contains(&format!("\"code\":\"{code}\"")), "{entry:?}");
    assert_eq!(entry.user_agent.as_deref(), Some("test/1"), "{entry:?}");
}

#[tokio::test]
async fn at_the_hub() {
    let server = TestServer::sqlite().await;
    let you = crate::hub::signed_up(&server, "you@example.com").await.with("user-agent", "test/1");
    let tenant = server.tenant_of("you@example.com").await;
    let portal = "/api/v1/portal";
    you.post(&format!("{portal}/api-keys"), &json!({"name": "CI"})).await.error(403, "role_required");
    says(&refused(&server, tenant).await[0], "user", "POST /api/v1/portal/api-keys", "role_required");
    server.set_account_type_of("you@example.com", AccountType::Reseller).await;
    you.delete(&format!("{portal}/licenses/7")).await.error(404, "license_not_found");
    says(&refused(&server, tenant).await[0], "user", "DELETE /api/v1/portal/licenses/7", "license_not_found");
    you.get("/api/v1/admin/accounts").await.error(403, "permission_denied");
    says(&refused(&server, tenant).await[0], "user", "GET /api/v1/admin/accounts", "permission_denied");
    let wrong = json!({"current_password": "nonsense", "new_password": "another horse entirely"});
    you.post(&format!("{portal}/profile/password"), &wrong).await.error(400, "wrong_password");
    says(
        &refused(&server, tenant).await[0],
        "user",
        "POST /api/v1/portal/profile/password",
        "wrong_password",
    );
    let made = you.post(&format!("{portal}/api-keys"), &json!({"name": "CI"})).await.expect(201);
    let key = server.holder_of(made["raw_key"].as_str().unwrap()).with("user-agent", "test/1");
    key.delete(&format!("{portal}/clients/7")).await.error(404, "client_not_found");
    says(&refused(&server, tenant).await[0], "key", "DELETE /api/v1/portal/clients/7", "client_not_found");
    // What is malformed, and what merely is not there to be seen, was not refused.
    let before = refused(&server, tenant).await.len();
    let _ = you.post(&format!("{portal}/licenses"), &json!({})).await.expect(422);
    you.get(&format!("{portal}/licenses/7")).await.error(404, "license_not_found");
    assert_eq!(refused(&server, tenant).await.len(), before);
}

#[tokio::test]
async fn at_flapjack_s_and_in_the_portal() {
    let server = TestServer::sqlite().await;
    let tenant = server.home.tenant.id;
    let key = made_key(&server.admin(), json!({})).await;
    let key = KeyHolder::new(&server.anonymous(), key.id(), key.key()).with("user-agent", "test/1");
    assert_eq!(key.send(Method::GET, "/api/keys", "").await.status, 403);
    says(&refused(&server, tenant).await[0], "key", "GET /api/keys", "FORBIDDEN");
    let _ = server.admin().post("/v1/customers", &json!({"external_id": "c", "name": "C"})).await.expect(201);
    let body = json!({"external_id": "c", "allow": ["keys:read"]});
    let opened = server.admin().post("/v1/portal/sessions", &body).await.expect(201);
    let customer =
        server.anonymous().with("x-session-token", opened.text("token")).with("user-agent", "test/1");
    customer.post("/v1/customer/portal/keys", &json!({"name": "Mine"})).await.error(403, "permission_denied");
    let entry = &refused(&server, tenant).await[0];
    says(entry, "portal_session", "POST /v1/customer/portal/keys", "permission_denied");
    assert_eq!(entry.actor_name, "c");
}
