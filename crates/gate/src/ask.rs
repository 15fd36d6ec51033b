//! The question and its answer.

use std::net::IpAddr;
use std::sync::Arc;

use keyward_domain::{
    Check, Code, Cost, Environment, Id, KeyKind, PermissionQuery, Tenant, Timestamp, decide,
};

use crate::{CachedGrant, Grant, LimitReading, NamedLimit, Unavailable};

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
    /// Whether a publishable key, which is in everybody's hands, lacks what it takes.
    pub private_only: bool,
    /// What the use costs; `None` leaves limits and credits alone.
    pub meter: Option<Meter<'a>>,
}

/// What a use costs, and the limits that it names.
#[derive(Debug, Clone, Copy)]
pub struct Meter<'a> {
    /// What is taken from the credits and from each limit.
    pub cost: Cost,
    /// The limits that are taken from beside the key's automatic ones, each name once.
    pub named: &'a [NamedLimit],
}

impl Ask<'_> {
    /// Whether to the asker the key exists.
    pub fn concerns(&self, grant: &Grant) -> bool {
        self.within.is_none_or(|scope| lies_within(grant, scope))
    }

    /// What is answered about a known key.
    #[inline]
    pub(crate) fn judge(&self, grant: &Grant) -> Code {
        if !self.concerns(grant) {
            return Code::NotFound;
        }
        let code = decide(&Check {
            state: grant.state,
            expires_at: grant.expires_at,
            networks: &grant.networks,
            permissions: &grant.permissions,
            now: self.now,
            address: self.address,
            query: self.query,
        });
        match code {
            Code::Valid if self.private_only && grant.kind != KeyKind::Private => {
                Code::InsufficientPermissions
            }
            code => code,
        }
    }
}

fn lies_within(grant: &Grant, (tenant, environment): (Id<Tenant>, Id<Environment>)) -> bool {
    grant.tenant == tenant && grant.environment.is_some_and(|own| own.id == environment)
}

/// The answer to an [`Ask`], while it is made.
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct Answer<'a> {
    /// Whether the key may pass, or why not.
    pub code: Code,
    /// The key; `None` exactly when it is not found.
    pub grant: Option<&'a Arc<CachedGrant>>,
    /// The limits that the check looked at.
    pub limits: &'a [LimitReading<'a>],
    /// What is left of its credits, as far as this instance knows; `None`: it needs none, or the check did not ask.
    pub credits: Option<u64>,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    /// Nobody can tell at present.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// The named limit of this index is not one of the key's, and the check does not say what it is.
    #[error("the key has no such limit")]
    UnknownLimit(usize),
    /// The named limit of this index is one more than checks may make up for a key at a time.
    #[error("checks have made up too many limits for this key")]
    TooManyLimits(usize),
}

/// The answer to an [`Ask`], to be kept.
#[derive(Debug, Clone)]
#[must_use]
pub struct Verdict {
    /// Whether the key may pass, or why not.
    pub code: Code,
    /// The key; `None` exactly when it is not found.
    pub grant: Option<Arc<CachedGrant>>,
}
