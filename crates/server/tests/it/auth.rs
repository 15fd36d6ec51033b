//! Who is calling (contract v1, parts 1 and 2).

use std::time::Duration;

use keyward_domain::TenantStatus;
use keyward_testkit::actors::{API_KEY, Answer, Caller, KeyHolder};
use keyward_testkit::server::{Setup, TestServer};
use serde_json::json;

use crate::given::{UNKNOWN_KEY, asked_for_key, asked_for_secret, code_of, made_key};
use crate::http::raw;
use crate::on_both;

const WHOAMI: &str = "/v1/keys/whoami";
const STATIC: &str = "a-key-that-stands-in-the-configuration";

fn unauthorized(answer: Answer) -> Answer {
    let answer = answer.error(401, "unauthorized");
    assert_eq!(answer["error"], "Unauthorized");
    assert_eq!(answer.header("www-authenticate"), Some("ApiKey"));
    answer
}

#[tokio::test]
async fn nothing_sent_is_unauthorized() {
    let server = TestServer::sqlite().await;
    unauthorized(server.anonymous().get(WHOAMI).await);
    unauthorized(server.anonymous().with(API_KEY, "").get(WHOAMI).await);
}

#[tokio::test]
async fn unknown_and_malformed_keys_are_unauthorized_and_not_told_apart() {
    let server = TestServer::sqlite().await;
    let admin = server.admin();
    let (rest, last) = admin.key().split_at(admin.key().len() - 1);
    let mistyped = format!("{rest}{}", if last == "a" { "b" } else { "a" });
    let long = "x".repeat(10_000);
    let unknown = unauthorized(server.holder_of(UNKNOWN_KEY).get(WHOAMI).await);
    for key in [mistyped.as_str(), "x", "kw_test_", "sk_", &long, "a key", "schlüssel", "'; --"] {
        let answer = unauthorized(server.anonymous().with(API_KEY, key).get(WHOAMI).await);
        assert_eq!(answer.text, unknown.text, "{key}");
    }
}

on_both! { keys_that_ended_are_refused }

async fn keys_that_ended_are_refused(server: &TestServer) {
    let admin = server.admin();
    let revoked = made_key(&admin, json!({})).await;
    let disabled = made_key(&admin, json!({})).await;
    let expiring = made_key(&admin, json!({"ttl_seconds": 60})).await;
    for key in [&revoked, &disabled, &expiring] {
        let _ = key.get(WHOAMI).await.expect(200);
    }
    let _ = admin.delete(&format!("/v1/keys/{}", revoked.id())).await.expect(204);
    let _ = admin.post(&format!("/v1/keys/{}/disable", disabled.id()), &json!({})).await.expect(200);
    server.clock.advance(Duration::from_mins(1));

    unauthorized(revoked.get(WHOAMI).await);
    assert_eq!(disabled.get(WHOAMI).await.error(403, "key_inactive")["error"], "Forbidden");
    let expired = expiring.get(WHOAMI).await.error(401, "key_expired");
    assert_eq!(
        (&expired["error"], expired.header("www-authenticate")),
        (&json!("Unauthorized"), Some("ApiKey"))
    );
}

#[tokio::test]
async fn authorization_without_bearer_is_told_so() {
    let server = TestServer::sqlite().await;
    for value in ["Basic dXNlcjpwYXNz", "Bearer", server.admin().key(), ""] {
        let answer = unauthorized(server.anonymous().with("authorization", value).get(WHOAMI).await);
        assert_eq!(answer["message"], "Invalid authorization header format", "{value}");
    }
}

#[tokio::test]
async fn a_token_that_nobody_signed_is_invalid() {
    let server = TestServer::sqlite().await;
    for token in ["eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", "eyJ.b.c"] {
        let bearer = format!("Bearer {token}");
        let answer = server.anonymous().with("authorization", &bearer).get(WHOAMI).await;
        answer.error(401, "invalid_token");
    }
}

#[tokio::test]
async fn a_key_is_taken_as_bearer_too() {
    let server = TestServer::sqlite().await;
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let bearer = format!("{scheme} {}", server.admin().key());
        let _ = server.anonymous().with("authorization", &bearer).get(WHOAMI).await.expect(200);
    }
    unauthorized(
        server.anonymous().with("authorization", &format!("Bearer {UNKNOWN_KEY}")).get(WHOAMI).await,
    );
}

#[tokio::test]
async fn a_bad_key_beside_a_good_bearer_is_passed_over() {
    let server = TestServer::sqlite().await;
    let bearer = format!("Bearer {}", server.admin().key());
    let _ = server.holder_of(UNKNOWN_KEY).with("authorization", &bearer).get(WHOAMI).await.expect(200);
    let _ = server.admin().with("authorization", "Basic x").get(WHOAMI).await.expect(200);
}

#[tokio::test]
async fn the_headers_name_is_taken_in_any_letter_case() {
    let server = TestServer::sqlite().await;
    for name in ["X-API-Key", "x-api-key", "X-Api-KEY"] {
        let key = server.admin().key().to_owned();
        let head = format!("GET {WHOAMI} HTTP/1.1\r\nHost: x\r\n{name}: {key}\r\nConnection: close\r\n\r\n");
        assert!(raw(&server, head.as_bytes()).await.starts_with("HTTP/1.1 200 "), "{name}");
    }
}

#[tokio::test]
async fn the_headers_name_is_configurable() {
    let setup = Setup::sqlite().config(|config| config.server.api_key_header = "X-Token".parse().unwrap());
    let server = setup.start().await;
    let key = server.admin().key().to_owned();
    let _ = server.anonymous().with("x-token", &key).get(WHOAMI).await.expect(200);
    unauthorized(server.admin().get(WHOAMI).await);
}

#[tokio::test]
async fn two_keys_in_one_request_are_refused() {
    let server = TestServer::sqlite().await;
    server.admin().with(API_KEY, UNKNOWN_KEY).get(WHOAMI).await.detail("X-API-Key");
}

#[tokio::test]
async fn a_key_acts_in_its_own_environment_whatever_is_named() {
    let server = TestServer::sqlite().await;
    let production = server.text(server.home.production.id);
    let key =
        asked_for_key(&server.admin().with("x-environment-id", &production), json!({})).await.expect(201);
    assert_eq!(key["environment"]["type"], "development");
    let foreign = server.text(server.stranger.development.id);
    for named in ["nonsense", &foreign] {
        let _ = server.admin().with("x-environment-id", named).get("/v1/keys").await.expect(200);
    }
}

#[tokio::test]
async fn a_key_without_an_environment_names_one() {
    let server = Setup::sqlite().static_key(STATIC, |_| {}).start().await;
    let holder = server.holder_of(STATIC);
    for environment in [&server.home.development, &server.home.production] {
        let id = server.text(environment.id);
        let key = asked_for_key(&holder.with("x-environment-id", &id), json!({})).await.expect(201);
        assert_eq!(key["environment"], json!({"id": id, "type": environment.kind.as_str()}));
    }
    let _ = holder.get(WHOAMI).await.expect(200);
    let body = json!({"type": "service_account", "name": "CI", "roles": ["event_reader"]});
    let _ = holder.post("/v1/users", &body).await.expect(201);
}

#[tokio::test]
async fn an_environment_that_is_not_ones_own_and_none_are_told_apart_to_nobody() {
    let server = Setup::sqlite().static_key(STATIC, |_| {}).start().await;
    let holder = server.holder_of(STATIC);
    let foreign = server.text(server.stranger.development.id);
    let of_another_kind = server.text(server.home.tenant.id);
    let mut callers = vec![holder.clone()];
    let named = ["env_zzzzzzzzzz", foreign.as_str(), &of_another_kind, "", "nonsense", "umgebung-ü"];
    callers.extend(named.map(|named| holder.with("x-environment-id", named)));
    for caller in callers {
        let answer = caller.get("/v1/keys").await.expect(403);
        let body = r#"{"error":"Access denied","code":"environment_denied","message":"Invalid or inaccessible environment","http_status_code":403}"#;
        assert_eq!(answer.text, body);
    }
}

#[tokio::test]
async fn a_missing_permission_is_named() {
    let server = TestServer::sqlite().await;
    let reader = server.permitted(&["secret:read"]).await;
    let body = r#"{"error":"Forbidden","code":"permission_denied","message":"Insufficient permissions to write secret","http_status_code":403}"#;
    assert_eq!(asked_for_key(&reader, json!({})).await.expect(403).text, body);
}

on_both! { a_suspended_tenant_reads_and_writes_nothing }

async fn a_suspended_tenant_reads_and_writes_nothing(server: &TestServer) {
    let admin = server.admin();
    let key = made_key(&admin, json!({})).await;
    server.set_status(TenantStatus::Suspended).await;
    asked_for_key(&admin, json!({})).await.error(403, "tenant_suspended");
    asked_for_secret(&admin, json!({})).await.error(403, "tenant_suspended");
    admin.delete(&format!("/v1/keys/{}", key.id())).await.error(403, "tenant_suspended");
    let body = json!({"type": "service_account", "name": "CI", "roles": ["event_reader"]});
    admin.post("/v1/users", &body).await.error(403, "tenant_suspended");
    let _ = admin.get("/v1/keys").await.expect(200);
    let _ = admin.get(WHOAMI).await.expect(200);
    assert_eq!(code_of(&admin, key.key()).await, "VALID");
    let _ = asked_for_key(&server.stranger(), json!({})).await.expect(201);

    server.set_status(TenantStatus::Active).await;
    let _ = asked_for_key(&admin, json!({})).await.expect(201);
}

#[tokio::test]
async fn a_publishable_key_authenticates_nowhere_here() {
    let server = TestServer::sqlite().await;
    let made = asked_for_secret(&server.admin(), json!({"type": "publishable_key"})).await.expect(201);
    let holder = KeyHolder::of(&server.anonymous(), &made);
    for path in [WHOAMI, "/v1/keys", "/v1/secrets/api/keys"] {
        holder.get(path).await.error(403, "permission_denied");
    }
}

on_both! { a_key_is_refused_from_an_address_that_it_does_not_name }

async fn a_key_is_refused_from_an_address_that_it_does_not_name(server: &TestServer) {
    let admin = server.admin();
    let elsewhere = made_key(&admin, json!({"allowed_ips": ["192.0.2.0/24", "2001:db8::/32"]})).await;
    elsewhere.get(WHOAMI).await.error(403, "ip_denied");
    // Nobody is trusted to say who is behind them.
    elsewhere.with("x-forwarded-for", "192.0.2.1").get(WHOAMI).await.error(403, "ip_denied");
    let here = made_key(&admin, json!({"allowed_ips": ["127.0.0.1"]})).await;
    let _ = here.get(WHOAMI).await.expect(200);
}

#[tokio::test]
async fn a_trusted_proxy_says_who_is_behind_it() {
    let setup = Setup::sqlite().config(|config| {
        config.server.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    });
    let server = setup.start().await;
    let key = made_key(&server.admin(), json!({"allowed_ips": ["192.0.2.0/24"]})).await;
    let _ = key.with("x-forwarded-for", "6.6.6.6, 192.0.2.1").get(WHOAMI).await.expect(200);
    key.with("x-forwarded-for", "192.0.2.1, 6.6.6.6").get(WHOAMI).await.error(403, "ip_denied");
    key.get(WHOAMI).await.error(403, "ip_denied");
}

#[tokio::test]
async fn an_inactive_static_key_is_forbidden_and_an_active_one_is_super_admin() {
    let setup = Setup::sqlite().static_key("inactive-one", |key| key.is_active = false);
    let setup = setup.static_key(STATIC, |key| key.environment = Some("Development".to_owned()));
    let server = setup.start().await;
    server.holder_of("inactive-one").get(WHOAMI).await.error(403, "key_inactive");
    let facts = server.holder_of(STATIC).get(WHOAMI).await.expect(200);
    assert_eq!((&facts["name"], &facts["key_id"]), (&json!("Static"), &json!(null)));
    assert_eq!(facts["roles"], json!(["super_admin"]));
    let _ = asked_for_key(&server.holder_of(STATIC), json!({"permissions": ["a:b"]})).await.expect(201);
}

#[tokio::test]
async fn static_keys_change_without_a_restart() {
    let server = Setup::sqlite().static_key(STATIC, |_| {}).start().await;
    let _ = server.holder_of(STATIC).get(WHOAMI).await.expect(200);
    unauthorized(server.holder_of("another").get(WHOAMI).await);
    let digest = keyward_token::Digest::sha256("another");
    let keys = [(digest, keyward_testkit::server::static_key())].into();
    server.authority().replace_static_keys(keys);
    unauthorized(server.holder_of(STATIC).get(WHOAMI).await);
    let _ = server.holder_of("another").get(WHOAMI).await.expect(200);
}

#[tokio::test]
async fn a_static_key_of_nobody_is_unknown() {
    let setup = Setup::sqlite().static_key("nobodys", |key| key.user = "nobody@home.test".to_owned());
    let setup = setup.static_key("nowhere", |key| key.environment = Some("Staging".to_owned()));
    let server = setup.start().await;
    for key in ["nobodys", "nowhere"] {
        unauthorized(server.holder_of(key).get(WHOAMI).await);
    }
}
