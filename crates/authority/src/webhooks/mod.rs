//! Webhooks that are sent (contract v1, part 10; contract hub, A.3 and B.8).
//!
//! What happens is [told](crate::Authority::tell) in the transaction in which it happens, right after its audit entry: one event, and one delivery
//! for each endpoint of the tenant that wants it. Where no endpoint wants it, nothing is written. An endpoint is made in a transaction
//! that appends to the same audit chain, which one transaction at a time can hold. So whatever is committed after an endpoint's creation
//! was answered has seen it.
//!
//! The [`worker`] hands deliveries to a [`Transport`]. A delivery is made at least once: a process that dies after the endpoint took it and
//! before that was written down makes it again, under the same id.

pub mod deliveries;
pub mod endpoints;
pub mod expiring;
pub mod inbound;
pub mod worker;

mod author;
mod body;
mod desk;
mod owners;
mod policy;
mod secret;
mod sign;
mod tell;
mod tell_events;
mod told;
mod transport;
mod url;

pub use author::{Author, Data};
pub use desk::{Desk, EndpointId};
pub use policy::WebhookPolicy;
pub use tell::Told;
pub use transport::{Answered, Posted, Request, Transport};

pub(crate) use owners::owners_of;
pub(crate) use told::key;

const WEBHOOK: &str = "Webhook";
const DELIVERY: &str = "Delivery";

use keyward_domain::AuditTarget;
use keyward_domain::webhook::WebhookEndpoint;

fn target(endpoint: &WebhookEndpoint) -> AuditTarget {
    AuditTarget { kind: "webhook", id: endpoint.id.get(), name: endpoint.url.clone() }
}
