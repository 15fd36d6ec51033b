use keyward_testkit::actors::{Caller, KeyHolder};
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

use crate::given::{asked_for_secret, code_of, made_key};
use crate::on_both;

fn is_secret(text: &str, prefix: &str) -> bool {
    let hex =
        |rest: &str| rest.len() == 64 && rest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    text.strip_prefix(prefix).is_some_and(hex)
}

on_both! { a_key_for_oneself_is_told_in_full a_service_accounts_key_copies_its_roles }

async fn a_key_for_oneself_is_told_in_full(server: &TestServer) {
    let more = json!({"name": "Production Event Service", "description": "Sends", "expires_at": "2027-01-31T09:00:00Z"});
    let made = asked_for_secret(&server.admin(), more).await.expect(201);
    let secret = made.text("api_key");
    assert!(is_secret(secret, "sk_"), "{secret}");
    let expected = json!({
        "id": made["id"],
        "name": "Production Event Service",
        "api_key": secret,
        "roles": ["super_admin"],
        "created_at": "2026-01-14T12:00:00Z",
        "secret": {
            "id": made["id"],
            "name": "Production Event Service",
            "type": "private_key",
            "provider": "keyward",
            "display_id": format!("{}***{}", &secret[..5], &secret[65..]),
            "roles": ["super_admin"],
            "user_type": "user",
            "user_id": server.text(server.home.admin.id),
            "description": "Sends",
            "expires_at": "2027-01-31T09:00:00Z",
            "status": "published",
            "created_at": "2026-01-14T12:00:00Z",
            "updated_at": "2026-01-14T12:00:00Z",
        },
    });
    assert_eq!(made.json, expected);
    assert_eq!(made.header("cache-control"), Some("no-store"));
    let _ = KeyHolder::of(&server.anonymous(), &made).get("/v1/keys").await.expect(200);
}

async fn a_service_accounts_key_copies_its_roles(server: &TestServer) {
    let admin = server.admin();
    let body =
        json!({"type": "service_account", "name": "Sender", "roles": ["event_ingestor", "key_verifier"]});
    let account = admin.post("/v1/users", &body).await.expect(201);
    let made = asked_for_secret(&admin, json!({"service_account_id": account["id"]})).await.expect(201);
    assert_eq!(made["roles"], json!(["event_ingestor", "key_verifier"]));
    assert_eq!(made["secret"]["user_type"], "service_account");
    assert_eq!(made["secret"]["user_id"], account["id"]);
    let key = KeyHolder::of(&server.anonymous(), &made);
    let facts = key.get("/v1/keys/whoami").await.expect(200);
    assert_eq!(facts["permissions"], json!(["event:write", "key:verify"]));
    assert_eq!(code_of(&key, key.key()).await, "VALID");
}

#[tokio::test]
async fn a_publishable_key_says_so_in_its_text() {
    let server = TestServer::sqlite().await;
    let made = asked_for_secret(&server.admin(), json!({"type": "publishable_key"})).await.expect(201);
    assert!(is_secret(made.text("api_key"), "pk_"), "{made:?}");
    assert_eq!(made["secret"]["type"], "publishable_key");
    let private = asked_for_secret(&server.admin(), json!({"type": "private_key"})).await.expect(201);
    assert!(is_secret(private.text("api_key"), "sk_"));
}

#[tokio::test]
async fn without_an_end_it_never_ends() {
    let server = TestServer::sqlite().await;
    for more in [json!({}), json!({"expires_at": null})] {
        let made = asked_for_secret(&server.admin(), more).await.expect(201);
        assert_eq!(made["secret"]["expires_at"], Value::Null);
        server.clock.advance(std::time::Duration::from_hours(24 * 365 * 50));
        assert_eq!(code_of(&server.admin(), made.text("api_key")).await, "VALID");
    }
}

#[tokio::test]
async fn bad_fields_are_named() {
    let server = TestServer::sqlite().await;
    for (more, field) in [
        (json!({"expires_at": "2020-01-01T00:00:00Z"}), "expires_at"),
        (json!({"expires_at": ""}), "expires_at"),
        (json!({"expires_at": "<string>"}), "expires_at"),
        (json!({"expires_at": 7}), "expires_at"),
        (json!({"type": "public"}), "type"),
        (json!({"type": ""}), "type"),
        (json!({"description": "x".repeat(1001)}), "description"),
        (json!({"name": ""}), "name"),
        (json!({"name": "a".repeat(256)}), "name"),
    ] {
        asked_for_secret(&server.admin(), more).await.detail(field);
    }
    server.admin().post("/v1/secrets/api/keys", &json!({})).await.detail("name");
    let description = "é".repeat(1000);
    let made = asked_for_secret(&server.admin(), json!({"description": description})).await.expect(201);
    assert_eq!(made["secret"]["description"], description);
}

#[tokio::test]
async fn only_a_super_admin_person_makes_keys_for_a_service_account() {
    let server = TestServer::sqlite().await;
    let (account, _) = server.machine(&["event_ingestor"]).await;
    let (_, strong_machine) = server.machine(&["super_admin"]).await;
    let (_, manager) = server.machine(&["key_manager"]).await;
    let person =
        json!({"owner": {"user_id": server.text(server.home.admin.id)}, "permissions": ["secret:write"]});
    let weak_person = crate::given::made_key(&server.admin(), person).await;
    for caller in [&strong_machine, &manager, &weak_person] {
        let answer = asked_for_secret(caller, json!({"service_account_id": account})).await;
        answer.error(403, "permission_denied");
        // Whether it exists is not told either.
        let answer = asked_for_secret(caller, json!({"service_account_id": "sa_unknown"})).await;
        answer.error(403, "permission_denied");
    }
    let _ = asked_for_secret(&server.admin(), json!({"service_account_id": account})).await.expect(201);
}

#[tokio::test]
async fn a_service_account_is_one_of_the_tenants_own() {
    let server = TestServer::sqlite().await;
    let body = json!({"type": "service_account", "name": "Theirs", "roles": ["event_ingestor"]});
    let theirs = server.stranger().post("/v1/users", &body).await.expect(201);
    let unknown = asked_for_secret(&server.admin(), json!({"service_account_id": "sa_unknown"})).await;
    let unknown = unknown.error(404, "not_found");
    let foreign = asked_for_secret(&server.admin(), json!({"service_account_id": theirs["id"]})).await;
    assert_eq!(foreign.error(404, "not_found").text, unknown.text);
    let person = json!({"service_account_id": server.text(server.home.admin.id)});
    asked_for_secret(&server.admin(), person).await.detail("service_account_id");
}

#[tokio::test]
async fn a_machine_makes_keys_for_itself() {
    let server = TestServer::sqlite().await;
    let (account, manager) = server.machine(&["key_manager"]).await;
    let made = asked_for_secret(&manager, json!({})).await.expect(201);
    assert_eq!((&made["roles"], &made["secret"]["user_id"]), (&json!(["key_manager"]), &json!(account)));
}

#[tokio::test]
async fn nobody_makes_themselves_stronger() {
    let server = TestServer::sqlite().await;
    let owner = json!({"user_id": server.text(server.home.admin.id)});
    let more = json!({"owner": owner, "permissions": ["secret:write", "secret:read"]});
    let weak = crate::given::made_key(&server.admin(), more).await;
    asked_for_secret(&weak, json!({})).await.error(403, "permission_denied");
    for permissions in [json!(["secret:write"]), json!(["*:*"]), json!(["*:*", "secret:write"])] {
        let customer = crate::given::made_key(&server.admin(), json!({"permissions": permissions})).await;
        asked_for_secret(&customer, json!({})).await.error(403, "permission_denied");
    }
}

#[tokio::test]
async fn a_demoted_person_s_old_key_makes_no_key_of_its_own_strength() {
    let server = TestServer::sqlite().await;
    let person = server.person("ada@example.com").await;
    let promote = async |role: &str| {
        let path = format!("/v1/users/{person}/roles");
        server.admin().put(&path, &json!({"roles": [role]})).await.expect(200)
    };
    let _ = promote("super_admin").await;
    let key = made_key(&server.admin(), json!({"owner": {"user_id": person}})).await;
    let _ = promote("all_reader").await;
    let made = asked_for_secret(&key, json!({})).await.expect(201);
    assert_eq!(made["roles"], json!(["all_reader"]));
}
