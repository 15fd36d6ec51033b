use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

use crate::given::{asked_for_key, code_of, count_of_keys, made_key};
use crate::on_both;

on_both! {
    a_key_is_made_for_a_customer_who_is_new
    a_key_is_made_for_each_kind_of_owner
    a_key_keeps_what_it_was_made_with
    nobody_hands_out_what_they_do_not_hold
}

async fn a_key_is_made_for_a_customer_who_is_new(server: &TestServer) {
    let admin = server.admin();
    let first = asked_for_key(&admin, json!({"owner": {"external_id": "acme"}})).await.expect(201);
    assert_eq!(first["owner"]["type"], "customer");
    assert_eq!(first["owner"]["external_id"], "acme");
    let second = asked_for_key(&admin, json!({"owner": {"external_id": "acme"}})).await.expect(201);
    assert_eq!(second["owner"]["id"], first["owner"]["id"]);
    let by_id = json!({"owner": {"customer_id": first["owner"]["id"]}});
    assert_eq!(asked_for_key(&admin, by_id).await.expect(201)["owner"], first["owner"]);
    let other = asked_for_key(&server.admin_in_production(), json!({"owner": {"external_id": "acme"}})).await;
    assert_ne!(other.expect(201)["owner"]["id"], first["owner"]["id"], "environments are apart");
}

async fn a_key_is_made_for_each_kind_of_owner(server: &TestServer) {
    let admin = server.admin();
    let (machine, _) = server.machine(&["key_verifier"]).await;
    let person = server.text(server.home.admin.id);
    for (owner, kind, id, roles) in [
        (json!({"user_id": person}), "user", &person, json!(["super_admin"])),
        (json!({"service_account_id": machine}), "service_account", &machine, json!(["key_verifier"])),
    ] {
        let key = asked_for_key(&admin, json!({"owner": owner})).await.expect(201);
        assert_eq!(key["owner"], json!({"type": kind, "id": id}));
        assert_eq!(key["roles"], roles, "who asks for nothing gets what the owner is");
    }
    let customers = asked_for_key(&admin, json!({})).await.expect(201);
    assert_eq!((&customers["roles"], &customers["permissions"]), (&json!([]), &json!([])));
}

async fn a_key_keeps_what_it_was_made_with(server: &TestServer) {
    let admin = server.admin();
    let more = json!({
        "name": "Production", "owner": {"external_id": "acme"}, "roles": ["event_reader"],
        "permissions": ["documents:read", "documents:read"], "expires_at": "2027-01-31T10:00:00+01:00",
        "allowed_ips": ["192.0.2.7/24", "2001:db8::1"], "metadata": {"plan": "gold"},
    });
    let made = asked_for_key(&admin, more).await.expect(201);
    assert_eq!(made.header("cache-control"), Some("no-store"));
    let secret = made.text("api_key");
    assert!(secret.starts_with("kw_test_"), "{secret}");
    let expected = json!({
        "id": made["id"],
        "name": "Production",
        "owner": {"type": "customer", "id": made["owner"]["id"], "external_id": "acme"},
        "environment": {"id": server.text(server.home.development.id), "type": "development"},
        "display_id": format!("{}***{}", &secret[..5], &secret[secret.len() - 2..]),
        "format": "native",
        "status": "active",
        "roles": ["event_reader"],
        "permissions": ["documents:read", "event:read"],
        "allowed_ips": ["192.0.2.0/24", "2001:db8::1/128"],
        "limits": [],
        "credits": null,
        "metadata": {"plan": "gold"},
        "expires_at": "2027-01-31T09:00:00Z",
        "last_used_at": null,
        "revoked_at": null,
        "successor_id": null,
        "created_at": "2026-01-14T12:00:00Z",
        "updated_at": "2026-01-14T12:00:00Z",
    });
    let mut told = made.json.clone();
    told.as_object_mut().unwrap().remove("api_key");
    assert_eq!(told, expected);
    let shown = admin.get(&format!("/v1/keys/{}", made.text("id"))).await.expect(200);
    assert_eq!(shown.json, expected, "and never its secret again");
}

async fn nobody_hands_out_what_they_do_not_hold(server: &TestServer) {
    let (machine, manager) = server.machine(&["key_manager"]).await;
    let before = count_of_keys(&server.admin()).await;
    for more in [
        json!({"permissions": ["event:write"]}),
        json!({"permissions": ["secret:*"]}),
        json!({"permissions": ["*:*"]}),
        json!({"roles": ["super_admin"]}),
        json!({"roles": ["event_ingestor"]}),
        json!({"owner": {"user_id": server.text(server.home.admin.id)}}),
    ] {
        asked_for_key(&manager, more).await.error(403, "permission_denied");
    }
    // Nor more than the owner is.
    let more = json!({"owner": {"service_account_id": machine}, "permissions": ["event:write"]});
    asked_for_key(&server.admin(), more).await.error(403, "permission_denied");
    assert_eq!(count_of_keys(&server.admin()).await, before);
    let more = json!({"roles": ["key_verifier"], "permissions": ["secret:read"]});
    let _ = asked_for_key(&manager, more).await.expect(201);
}

#[tokio::test]
async fn roles_that_do_not_exist_or_do_not_fit_are_named() {
    let server = TestServer::sqlite().await;
    let admin = server.admin();
    let (machine, _) = server.machine(&["super_admin"]).await;
    for more in [
        json!({"roles": ["no-such-role"]}),
        json!({"roles": ["Super Admin"]}),
        json!({"roles": ["super_admin", "event_reader"]}),
        json!({"roles": ["all_reader"], "owner": {"service_account_id": machine}}),
        json!({"roles": ["event_reader"], "owner": {"user_id": server.text(server.home.admin.id)}}),
    ] {
        asked_for_key(&admin, more).await.detail("roles");
    }
    let again = asked_for_key(&admin, json!({"roles": ["super_admin", "super_admin"]})).await.expect(201);
    assert_eq!(again["roles"], json!(["super_admin"]));
}

#[tokio::test]
async fn an_owner_is_exactly_one_that_exists_here() {
    let server = TestServer::sqlite().await;
    let admin = server.admin();
    let person = server.text(server.home.admin.id);
    let elsewhere = asked_for_key(&server.admin_in_production(), json!({})).await.expect(201);
    for owner in [json!({}), json!({"user_id": person, "external_id": "acme"})] {
        asked_for_key(&admin, json!({"owner": owner})).await.detail("owner");
    }
    for owner in [
        json!({"user_id": server.text(server.stranger.admin.id)}),
        json!({"user_id": "user_nobody"}),
        json!({"service_account_id": "sa_nobody"}),
        json!({"customer_id": "cust_nobody"}),
        json!({"customer_id": elsewhere["owner"]["id"]}),
    ] {
        asked_for_key(&admin, json!({"owner": owner})).await.error(404, "not_found");
    }
    asked_for_key(&admin, json!({"owner": {"service_account_id": person}}))
        .await
        .detail("service_account_id");
}

#[tokio::test]
async fn an_end_lies_in_the_future() {
    let server = TestServer::sqlite().await;
    let admin = server.admin();
    for bad in ["2020-01-01T00:00:00Z", "2026-01-14T12:00:00Z", "", "<string>", "2027-01-31", "tomorrow"] {
        asked_for_key(&admin, json!({"expires_at": bad})).await.detail("expires_at");
    }
    for bad in [0, -1, i64::MIN, i64::MAX] {
        asked_for_key(&admin, json!({"ttl_seconds": bad})).await.detail("ttl_seconds");
    }
    let both = json!({"expires_at": "2027-01-31T09:00:00Z", "ttl_seconds": 60});
    asked_for_key(&admin, both).await.detail("ttl_seconds");
    let ttl = asked_for_key(&admin, json!({"ttl_seconds": 60})).await.expect(201);
    assert_eq!(ttl["expires_at"], "2026-01-14T12:01:00Z");
    let never = asked_for_key(&admin, json!({"expires_at": null})).await.expect(201);
    assert_eq!(never["expires_at"], Value::Null);
}

#[tokio::test]
async fn a_format_is_one_of_those_configured() {
    let server = TestServer::sqlite().await;
    let admin = server.admin();
    asked_for_key(&admin, json!({"format": "no-such"})).await.detail("format");
    for format in ["native", "hub", "secret", "publishable", "flapjack"] {
        let key = made_key(&admin, json!({"format": format})).await;
        assert_eq!(code_of(&admin, key.key()).await, "VALID", "{format}");
        let _ = key.get("/v1/keys/whoami").await.expect(200);
    }
    let live = made_key(&server.admin_in_production(), json!({})).await;
    assert!(live.key().starts_with("kw_live_"));
}
