//! What is sent: the body, and the headers that prove it.

use keyward_domain::Timestamp;
use keyward_storage::webhooks::queue::{Claimed, ClaimedEvent};
use serde_json::{Map, Value, json};

use super::{Request, secret, sign};
use crate::{Authority, Error};

/// The request of a delivery at that time. The body is the same at each attempt.
pub(super) fn request(
    authority: &Authority,
    claimed: &Claimed,
    data: &Map<String, Value>,
    now: Timestamp,
) -> Result<Request, Error> {
    let (event, endpoint) = (&claimed.event, &claimed.endpoint);
    let open = |sealed: &Vec<u8>| secret::open(authority, endpoint.tenant, sealed);
    let current = open(&claimed.secret)?;
    let (body, mut headers) = if endpoint.environment.is_none() {
        let body = hub_body(event, data);
        let headers = vec![
            ("user-agent", authority.policy().webhooks.hub_agent.clone()),
            ("x-hub-event", event.kind.clone()),
            ("x-hub-delivery", claimed.id.clone()),
            ("x-hub-signature-256", sign::hub(&current, &body)),
        ];
        (body, headers)
    } else {
        let body = body(authority, event, data);
        let timestamp = now.as_seconds();
        let mut signature = sign::standard(&current, &event.id, timestamp, &body);
        if let Some(old) = claimed.old_secret.as_ref().map(open).transpose()? {
            signature = format!("{signature} {}", sign::standard(&old, &event.id, timestamp, &body));
        }
        let headers = vec![
            ("user-agent", concat!("Keyward/", env!("CARGO_PKG_VERSION")).to_owned()),
            ("webhook-id", event.id.clone()),
            ("webhook-timestamp", timestamp.to_string()),
            ("webhook-signature", signature),
        ];
        (body, headers)
    };
    headers.push(("content-type", "application/json".to_owned()));
    Ok(Request { url: endpoint.url.clone(), headers, body })
}

/// What an endpoint of an environment is sent.
pub(super) fn body(authority: &Authority, event: &ClaimedEvent, data: &Map<String, Value>) -> String {
    let environment = event.environment.map(|id| authority.ids().encode(id));
    let mut body = json!({
        "type": event.kind,
        "timestamp": event.at.to_string(),
        "environment_id": environment,
        "data": data,
    });
    with_batch(&mut body, event);
    body.to_string()
}

/// Times with `+00:00`, as the product's webhooks write them (contract hub, A.3 and C.6).
fn hub_body(event: &ClaimedEvent, data: &Map<String, Value>) -> String {
    let timestamp = event.at.to_string().replace('Z', "+00:00");
    let mut body = json!({"event": event.kind, "timestamp": timestamp, "data": data, "id": event.id});
    with_batch(&mut body, event);
    body.to_string()
}

fn with_batch(body: &mut Value, event: &ClaimedEvent) {
    if let Some(batch) = &event.batch {
        body["batch_id"] = batch.as_str().into();
    }
}
