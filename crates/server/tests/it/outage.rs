//! PostgreSQL away and back: an outage is told as one, and ends by itself.

use std::time::Duration;

use keyward_testkit::actors::Caller;
use keyward_testkit::postgres::Cluster;
use keyward_testkit::server::{Setup, TestServer};
use serde_json::json;

use crate::given::{UNKNOWN_KEY, asked_for_key, made_key, verified};

/// Asks until the answer has this status.
async fn until(status: u16, server: &TestServer, path: &str) {
    let mut ticks = tokio::time::interval(Duration::from_millis(50));
    let answered = async {
        while server.admin().get(path).await.status != status {
            ticks.tick().await;
        }
    };
    let patience = Duration::from_mins(1);
    tokio::time::timeout(patience, answered).await.expect("the awaited status within a minute");
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
    until(200, &server, "/ready").await;
    until(200, &server, "/v1/keys").await;
    for key in [cached.key(), fresh.key()] {
        assert_eq!(verified(&admin, key, json!({})).await.expect(200)["code"], "VALID");
    }
    assert_eq!(verified(&admin, UNKNOWN_KEY, json!({})).await.expect(200)["code"], "NOT_FOUND");
    let _ = asked_for_key(&admin, json!({})).await.expect(201);
}
