//! What a change announces.

use keyward_domain::{Id, Tenant};
use keyward_token::Digest;

/// Hears of every change to what grants are made of; called after the change is committed, before it is answered.
///
/// Once a call has returned, no check that begins later sees what was true before. A fleet's implementation is the
/// one that also tells the other instances.
pub trait Invalidation: Send + Sync {
    /// A key was created, changed or ended.
    fn key(&self, digest: &Digest);
    /// Something above the keys of a tenant has changed: an owner, a customer, an environment, the tenant itself.
    fn tenant(&self, tenant: Id<Tenant>);
    /// Anything may have changed: the configuration, or announcements were missed.
    fn everything(&self);
}
