//! Operations on keys (contract v1, part 6).

pub mod bulk;
pub mod create;
pub mod disable;
pub mod enable;
pub mod explain;
pub mod get;
pub mod import;
pub mod list;
pub mod patch;
pub mod revoke;
pub mod rotate;
pub mod self_revoke;
pub mod usage;
pub mod verify;
pub mod whoami;

mod credits;
mod limits;
mod owner;
mod plan;
mod presented;
mod queries;

pub use credits::{NewCredits, NewRefill};
pub use limits::NewLimit;
pub use owner::OwnerRef;
pub(crate) use owner::{owner_of, service_account as owner_of_service_account};
pub(crate) use presented::presented;
pub(crate) use queries::Queries;

use keyward_domain::{Credits, ExternalId, Key};
use keyward_token::PlainSecret;

/// A key with its credits and what its owner is called by the tenant.
#[derive(Debug, Clone)]
pub struct Owned {
    /// The key.
    pub key: Key,
    /// Its owner's external id, when that is a customer.
    pub external_id: Option<ExternalId>,
    /// What it has to spend, as it lies in storage; what this instance has leased of it is not in there.
    pub credits: Option<Credits>,
}

/// A key that was just made. The only time its secret is told.
#[derive(Debug)]
pub struct Created {
    /// The key.
    pub key: Key,
    /// Its owner's external id, when that is a customer.
    pub external_id: Option<ExternalId>,
    /// What it has to spend.
    pub credits: Option<Credits>,
    /// The secret.
    pub secret: PlainSecret,
}
