//! The question and its answer.

use std::net::IpAddr;
use std::sync::Arc;

use keyward_domain::{Check, Code, Environment, Id, PermissionQuery, Tenant, Timestamp, decide};

use crate::{CachedGrant, Grant};

/// The circumstances in which a key asks to pass.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The present time.
    pub now: Timestamp,
    /// Where the use comes from, as far as that is known.
    pub address: Option<IpAddr>,
    /// What the use needs.
    pub query: Option<&'a PermissionQuery>,
    /// When given, keys of other tenants and other environments do not exist.
    pub within: Option<(Id<Tenant>, Id<Environment>)>,
}

impl Ask<'_> {
    /// What is answered about a known key.
    #[inline]
    pub(crate) fn judge(&self, grant: &Grant) -> Code {
        if self.within.is_some_and(|scope| !lies_within(grant, scope)) {
            return Code::NotFound;
        }
        decide(&Check {
            state: grant.state,
            expires_at: grant.expires_at,
            networks: &grant.networks,
            permissions: &grant.permissions,
            now: self.now,
            address: self.address,
            query: self.query,
        })
    }
}

fn lies_within(grant: &Grant, (tenant, environment): (Id<Tenant>, Id<Environment>)) -> bool {
    grant.tenant == tenant && grant.environment.is_some_and(|own| own.id == environment)
}

/// The answer to an [`Ask`].
#[derive(Debug, Clone)]
#[must_use]
pub struct Verdict {
    /// Whether the key may pass, or why not.
    pub code: Code,
    /// The key; `None` exactly when it is not found.
    pub grant: Option<Arc<CachedGrant>>,
}
