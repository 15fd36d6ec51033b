//! Keyward's database is down, behind every proxy.

use std::time::Duration;

use keyward_testkit::postgres::Cluster;
use reqwest::Method;
use serde_json::json;

use super::edge::{Edge, Got};
use super::{caddy, envoy, haproxy, nginx};
use crate::support::{Caller, DEVELOPMENT_KEY, answer, home, new_key, text};

#[tokio::test]
async fn where_a_gate_s_owner_wants_it_so_whoever_is_not_known_passes_as_nobody() {
    let cluster = Cluster::start();
    let database = cluster.create_database();
    let home = home().on(database.url()).with("KEYWARD_DATABASE_ACQUIRE_TIMEOUT_SECONDS", "1");
    let keyward = home.serve(&["--dev"]).await;
    let admin = Caller::new(&keyward, DEVELOPMENT_KEY);
    let gates = admin.get("/v1/gates").await.body["items"].as_array().expect("a list").clone();
    for gate in gates {
        let open = json!({"name": gate["name"], "deny_style": gate["deny_style"], "on_outage": "allow"});
        let path = format!("/v1/gates/{}", text(&gate["id"]));
        let changed = answer(admin.request(Method::PUT, &path).json(&open)).await;
        assert_eq!(changed.status, 200, "{:?}", changed.body);
    }
    let (_, unseen) = admin.issue(&new_key("Not seen before")).await;
    let (_, known) = admin.issue(&new_key("Known")).await;
    let (unseen, known) = ([("x-api-key", &*unseen), ("x-keyward-degraded", "0")], [("x-api-key", &*known)]);
    let mut edges = Vec::new();
    for (example, mut program) in [
        (&nginx::EXAMPLE, nginx::program()),
        (&haproxy::EXAMPLE, haproxy::program()),
        (&caddy::EXAMPLE, caddy::program()),
        (&envoy::OVER_HTTP, envoy::program()),
    ] {
        let edge = Edge::beside(&keyward, keyward.address().port(), example, &mut program).await;
        // From then on Keyward remembers the gate, and what its owner wants.
        let got = edge.send(Method::GET, "/", &known).await;
        assert_eq!((got.status, degraded(&got)), (200, None), "{}: {}", example.folder, got.body);
        edges.push((example.folder, edge));
    }

    cluster.stop();
    for (folder, edge) in &edges {
        let got = until_passing(edge, &unseen).await;
        assert_eq!(degraded(&got), Some("1"), "{folder}: {}", got.body);
        let told = |name: &str| got.body.lines().find_map(|line| line.strip_prefix(name));
        for name in ["key-id", "external-id", "permissions"] {
            assert_eq!(told(&format!("x-keyward-{name}: ")), Some("-"), "{folder}: {}", got.body);
        }
        // What is surely no key is no matter of the outage.
        assert_eq!(edge.send(Method::GET, "/", &[]).await.status, 401, "{folder}");
    }
}

fn degraded(got: &Got) -> Option<&str> {
    got.body
        .lines()
        .find_map(|line| line.strip_prefix("x-keyward-degraded: ").filter(|value| !value.is_empty()))
}

/// How long Keyward looks for its database may be longer than a proxy waits.
async fn until_passing(edge: &Edge, headers: &[(&str, &str)]) -> Got {
    let mut ticks = tokio::time::interval(Duration::from_millis(50));
    let passed = async {
        loop {
            ticks.tick().await;
            let got = edge.send(Method::GET, "/", headers).await;
            if got.status == 200 {
                return got;
            }
        }
    };
    tokio::time::timeout(Duration::from_mins(1), passed).await.expect("an answer within a minute")
}
