//! Webhooks: where tenants want to be told, what waits to be told, and what others sent.

pub mod connections;
pub mod deliveries;
pub mod endpoints;
pub mod events;
pub mod queue;
pub mod receipts;

use keyward_domain::{Environment, Id, Tenant};

/// Whose endpoints, and of which environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// Whose.
    pub tenant: Id<Tenant>,
    /// `None`: those of the licensing hub, which lie in no environment.
    pub environment: Option<Id<Environment>>,
}
