//! Webhooks that others send (contract v1, part 10): a connection holds what proves them; each message counts once.

pub mod connect;
pub mod disconnect;
pub mod list;
pub mod receive;

mod secret;
mod verify;

use keyward_domain::AuditTarget;
use keyward_domain::webhook::WebhookConnection;

const CONNECTION: &str = "Connection";

fn target(connection: &WebhookConnection) -> AuditTarget {
    let name = connection.provider.as_str().to_owned();
    AuditTarget { kind: "connection", id: connection.id.get(), name }
}
