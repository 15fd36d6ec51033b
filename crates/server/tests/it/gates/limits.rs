//! What gates hold each key to, and what requests cost.

use std::time::Duration;

use keyward_testkit::actors::{Caller, KeyHolder};
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

use super::Proxy;
use crate::given::{made_key, merged};
use crate::on_both;

on_both! {
    a_gate_holds_each_key_to_its_limits
    a_rule_says_what_its_requests_cost
}

async fn remaining(proxy: &Proxy, key: &KeyHolder, uri: &str) -> String {
    let answer = proxy.key(key).ask_for("GET", uri).await.expect(200);
    answer.header("x-ratelimit-remaining").expect("of the tightest limit").to_owned()
}

fn limit(name: &str, most: u32, more: Value) -> Value {
    merged(json!({"name": name, "limit": most, "window_seconds": 60}), more)
}

async fn a_gate_holds_each_key_to_its_limits(server: &TestServer) {
    let admin = server.admin();
    let limits = json!({"limits": [limit("requests", 2, json!({})), limit("day", 90, json!({"window_seconds": 86_400}))]});
    let proxy = Proxy::before(server, limits).await;
    let (one, other) = (made_key(&admin, json!({})).await, made_key(&admin, json!({})).await);
    for left in ["1", "0"] {
        assert_eq!(remaining(&proxy, &one, "/").await, left);
    }
    let refused = proxy.key(&one).ask().await;
    assert!(refused.header("retry-after").is_some(), "{refused:?}");
    refused.error(429, "rate_limited");
    assert_eq!(remaining(&proxy, &other, "/").await, "1", "each key by itself");
    server.clock.advance(Duration::from_secs(64));
    assert_eq!(remaining(&proxy, &one, "/").await, "1");

    // A customer with a plan of their own has it, whether the key's limit is automatic or only named.
    for auto in [true, false] {
        let own = json!({"limits": [limit("requests", 5, json!({"auto": auto}))]});
        assert_eq!(remaining(&proxy, &made_key(&admin, own).await, "/").await, "4");
    }
    // What the gate does not name counts beside it.
    let own = made_key(&admin, json!({"limits": [limit("own", 1, json!({}))]})).await;
    assert_eq!(remaining(&proxy, &own, "/").await, "0");
    proxy.key(&own).ask().await.error(429, "rate_limited");

    // A change counts for the next request; what was taken still counts.
    let path = format!("/v1/gates/{}", proxy.id);
    let more = json!({"name": "edge", "limits": [limit("requests", 3, json!({}))]});
    let _ = admin.put(&path, &more).await.expect(200);
    assert_eq!(remaining(&proxy, &one, "/").await, "1");
    let _ = admin.put(&path, &json!({"name": "edge"})).await.expect(200);
    assert_eq!(proxy.key(&one).ask().await.expect(200).header("x-ratelimit-limit"), None);
}

async fn a_rule_says_what_its_requests_cost(server: &TestServer) {
    let admin = server.admin();
    let proxy = Proxy::before(
        server,
        json!({
            "rules": [{"path_prefix": "/dear", "cost": 5}, {"path_prefix": "/free", "cost": 0}],
            "limits": [limit("requests", 20, json!({})), limit("calls", 100, json!({"cost": 1}))],
        }),
    )
    .await;
    let key = made_key(&admin, json!({"credits": {"remaining": 7}})).await;
    let credits = async || {
        let question = json!({"key": key.key(), "cost": 0});
        admin.post("/v1/keys/verify", &question).await.expect(200)["credits_remaining"].clone()
    };
    assert_eq!(remaining(&proxy, &key, "/").await, "19");
    assert_eq!(credits().await, 6);
    assert_eq!(remaining(&proxy, &key, "/dear/thing").await, "14");
    assert_eq!(credits().await, 1);
    proxy.key(&key).ask_for("GET", "/dear").await.error(403, "credits_exhausted");
    assert_eq!(
        remaining(&proxy, &key, "/free").await,
        "14",
        "a refusal takes nothing, and this costs nothing"
    );
    assert_eq!(remaining(&proxy, &key, "/").await, "13");
    proxy.key(&key).ask_for("GET", "/").await.error(403, "credits_exhausted");
    let _ = proxy.key(&key).ask_for("GET", "/free").await.expect(200);
    assert_eq!(credits().await, 0);
}
