//! Webhooks over real HTTP: from the change to the receiver, and what is refused on the way.

mod endpoints;
pub(crate) mod receiver;
mod sending;
mod targets;

use keyward_testkit::actors::{Answer, Caller};
use keyward_testkit::server::{Setup, TestServer};
use serde_json::{Value, json};

/// A server that may send to this machine, as with `--dev`.
async fn server() -> TestServer {
    Setup::sqlite().policy(|policy| policy.webhooks.targets.loopback = true).start().await
}

const ENDPOINTS: &str = "/v1/webhooks/endpoints";

async fn endpoint(caller: &impl Caller, url: &str, events: &[&str]) -> Answer {
    caller.post(ENDPOINTS, &json!({"url": url, "events": events})).await.expect(201)
}

/// What was sent to an endpoint, newest first, once all of it is settled or has been tried. A page reads deliveries and then their logs, so an attempt
/// that ends in between is told by the log alone: what two readings say alike has ended.
pub(crate) async fn deliveries(caller: &impl Caller, endpoint: &Answer) -> Vec<Value> {
    let path = format!("{ENDPOINTS}/{}/deliveries", endpoint.text("id"));
    let mut ticks = tokio::time::interval(std::time::Duration::from_millis(20));
    let settled = async {
        let mut before = Vec::new();
        loop {
            ticks.tick().await;
            let items = caller.get(&path).await.expect(200)["items"].as_array().unwrap().clone();
            let tried = |item: &Value| item["log"].as_array().unwrap().len() as u64 == item["attempts"];
            if items == before && items.iter().all(|item| tried(item) && item["attempts"] != 0) {
                return items;
            }
            before = items;
        }
    };
    tokio::time::timeout(std::time::Duration::from_mins(1), settled).await.expect("an end within a minute")
}
