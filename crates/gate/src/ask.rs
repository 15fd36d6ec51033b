//! The question and its answer.

use std::net::IpAddr;
use std::sync::Arc;

use keyward_domain::{
    Check, Code, Cost, Environment, Id, KeyKind, Networks, PermissionQuery, Tenant, Timestamp, decide,
};

use crate::hot::Hot;
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
        self.lies_within(grant.tenant, grant.environment.map(|environment| environment.id))
    }

    #[inline]
    fn lies_within(&self, tenant: Id<Tenant>, environment: Option<Id<Environment>>) -> bool {
        self.within.is_none_or(|(own, here)| tenant == own && environment == Some(here))
    }

    /// What is answered about a known key.
    #[inline]
    pub(crate) fn judge(&self, key: &Hot) -> Code {
        if !self.lies_within(key.tenant, key.environment) {
            return Code::NotFound;
        }
        let anywhere = Networks::default();
        let code = decide(&Check {
            state: key.state,
            expires_at: key.expires_at,
            networks: key.networks().unwrap_or(&anywhere),
            now: self.now,
            address: self.address,
            satisfied: self.query.is_none_or(|query| key.satisfies(query)),
        });
        match code {
            Code::Valid if self.private_only && key.kind != KeyKind::Private => Code::InsufficientPermissions,
            code => code,
        }
    }
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
