//! PostgreSQL away and back: an outage is told as one, and ends by itself.

use keyward_testkit::actors::Caller;
use keyward_testkit::postgres::Cluster;
use keyward_testkit::server::{Setup, TestServer};
use serde_json::json;

use crate::given::{UNKNOWN_KEY, asked_for_key, made_key, until, verified};

/// Asks until the answer has this status.
async fn until_answered(status: u16, server: &TestServer, path: &str) {
    until(async || server.admin().get(path).await.status == status).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_is_never_an_unknown_key_and_ends_by_itself() {
    let cluster = Cluster::start();
    let setup = Setup::on(&cluster).config(|config| config.database.acquire_timeout_seconds = 1);
    let server = setup.start().await;
    let admin = server.admin();
    let cached = made_key(&admin, json!({})).await;
    let fresh = made_key(&admin, json!({})).await;
    assert_eq!(verified(&admin, cached.key(), json!({})).await.expect(200)["code"], "VALID");

    cluster.stop();
    for key in [fresh.key(), UNKNOWN_KEY] {
        let answer = verified(&admin, key, json!({})).await.error(503, "unavailable");
        assert!(answer.header("retry-after").is_some_and(|text| text.parse::<u32>().is_ok()));
        server.holder_of(key).get("/v1/keys/whoami").await.error(503, "unavailable");
    }
    // From the cache, for as long as nothing can have been missed; then an outage. Never anything else.
    let answer = verified(&admin, cached.key(), json!({})).await;
    assert!(answer["code"] == "VALID" || answer.status == 503, "{answer:?}");
    asked_for_key(&admin, json!({})).await.error(503, "unavailable");
    admin.get("/v1/keys").await.error(503, "unavailable");
    // What can't be a key needs no database.
    server.holder_of(&"x".repeat(300)).get("/v1/keys/whoami").await.error(401, "unauthorized");
    let _ = server.anonymous().get("/ready").await.expect(503);
    let _ = server.anonymous().get("/health").await.expect(200);

    cluster.start_again();
    until_answered(200, &server, "/ready").await;
    until_answered(200, &server, "/v1/keys").await;
    for key in [cached.key(), fresh.key()] {
        assert_eq!(verified(&admin, key, json!({})).await.expect(200)["code"], "VALID");
    }
    assert_eq!(verified(&admin, UNKNOWN_KEY, json!({})).await.expect(200)["code"], "NOT_FOUND");
    let _ = asked_for_key(&admin, json!({})).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gate_does_in_an_outage_what_its_owner_wants() {
    let cluster = Cluster::start();
    let setup = Setup::on(&cluster).config(|config| config.database.acquire_timeout_seconds = 1);
    let server = setup.start().await;
    let admin = server.admin();
    let fresh = made_key(&admin, json!({})).await;
    let mut gates = Vec::new();
    for on_outage in ["deny", "allow"] {
        let body = json!({"name": on_outage, "on_outage": on_outage});
        let gate = admin.post("/v1/gates", &body).await.expect(201);
        let proxy = server.anonymous().with("x-gate-secret", gate.text("gate_secret"));
        let path = format!("/v1/gates/{on_outage}/auth");
        let _ = proxy.with("x-api-key", admin.key()).get(&path).await.expect(200);
        gates.push((proxy, path));
    }
    let never_asked =
        admin.post("/v1/gates", &json!({"name": "new", "on_outage": "allow"})).await.expect(201);
    let [(deny, deny_path), (allow, allow_path)] = &gates[..] else { unreachable!("two") };

    cluster.stop();
    // Both before it is noticed that changes can't be heard, and after.
    for _ in 0..2 {
        for key in [fresh.key(), UNKNOWN_KEY] {
            let answer = deny.with("x-api-key", key).get(deny_path).await.error(503, "unavailable");
            assert!(answer.header("retry-after").is_some());
            let answer = allow.with("x-api-key", key).get(allow_path).await.expect(200);
            assert_eq!(answer.header("x-keyward-degraded"), Some("1"));
            for name in ["key-id", "owner", "tenant", "environment", "roles", "permissions"] {
                assert_eq!(answer.header(&format!("x-keyward-{name}")), Some("-"), "{name}");
            }
        }
        // What is surely no key, no clear request or no gate is no matter of the outage.
        allow.get(allow_path).await.error(401, "unauthorized");
        allow.with("x-api-key", &"x".repeat(300)).get(allow_path).await.error(401, "unauthorized");
        let unclear = allow.with("x-api-key", fresh.key()).with("x-forwarded-uri", "//");
        unclear.get(allow_path).await.error(403, "ambiguous_request");
        server.anonymous().with("x-gate-secret", "kwg_").get(allow_path).await.error(401, "unauthorized");
        // Nobody can tell what the owner of a gate wants that was never asked.
        let proxy = server.anonymous().with("x-gate-secret", never_asked.text("gate_secret"));
        proxy.with("x-api-key", fresh.key()).get("/v1/gates/new/auth").await.error(503, "unavailable");
        until_bypassed(&server).await;
    }

    cluster.start_again();
    until_answered(200, &server, "/v1/keys").await;
    for (proxy, path) in &gates {
        let answer = proxy.with("x-api-key", fresh.key()).get(path).await.expect(200);
        assert_eq!(
            (answer.header("x-keyward-key-id"), answer.header("x-keyward-degraded")),
            (Some(fresh.id()), None)
        );
        proxy.with("x-api-key", UNKNOWN_KEY).get(path).await.error(401, "unauthorized");
    }
}

/// Waits until the server trusts nothing that it remembers.
async fn until_bypassed(server: &TestServer) {
    until(async || server.authority().gate().is_bypassed()).await;
}
