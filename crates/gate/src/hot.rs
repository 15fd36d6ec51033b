//! What a check reads of a key.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use keyward_domain::{Environment, Id, KeyKind, KeyState, Networks, PermissionQuery, Tenant, Timestamp};

use crate::CachedGrant;
use crate::limits::Count;
use crate::shared::PermissionSet;
use crate::tenants::Cell;

/// What every check of a key reads, to lie in the map's own entry, beside the digest.
///
/// Of a million keys nearly every look waits for memory. So a check finds here, at one place, what it decides by and where what it counts
/// lies, and waits for both counts together; one that goes through the grant waits once more, and for more lines.
#[cfg_attr(feature = "shuttle", derive(Clone))]
pub(crate) struct Hot {
    epoch: Cell,
    epoch_at_load: u64,
    pub(crate) state: KeyState,
    pub(crate) kind: KeyKind,
    anywhere: bool,
    pub(crate) metering: Metering,
    pub(crate) expires_at: Option<Timestamp>,
    pub(crate) tenant: Id<Tenant>,
    pub(crate) environment: Option<Id<Environment>>,
    permitted: Arc<PermissionSet>,
    /// The count of its limit, if it has one and nothing else.
    only: Option<Arc<Count>>,
    grant: Arc<CachedGrant>,
}

/// What a check of the key takes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Metering {
    /// From nothing.
    Nothing,
    /// From one limit, which takes from every check.
    OneLimit { most: u32 },
    /// From several, or from credits.
    Several,
}

impl Hot {
    pub(crate) fn new(grant: Arc<CachedGrant>) -> Self {
        let (metering, only) = match (grant.held(), grant.account()) {
            ([], None) => (Metering::Nothing, None),
            ([held], None) if held.auto => {
                (Metering::OneLimit { most: held.most }, Some(Arc::clone(&held.count)))
            }
            _ => (Metering::Several, None),
        };
        let (epoch, epoch_at_load) = grant.epoch();
        Self {
            epoch,
            epoch_at_load,
            state: grant.state,
            kind: grant.kind,
            anywhere: grant.networks.is_empty(),
            metering,
            expires_at: grant.expires_at,
            tenant: grant.tenant,
            environment: grant.environment.map(|environment| environment.id),
            permitted: Arc::clone(grant.permitted()),
            only,
            grant,
        }
    }

    /// All that is known of the key.
    #[inline]
    pub(crate) fn grant(&self) -> &Arc<CachedGrant> {
        &self.grant
    }

    /// Whether nothing above the key has changed since it was loaded.
    #[inline]
    pub(crate) fn is_current(&self) -> bool {
        self.epoch.load(Ordering::Acquire) == self.epoch_at_load
    }

    /// From where it may be used; `None`: from anywhere.
    #[inline]
    pub(crate) fn networks(&self) -> Option<&Networks> {
        (!self.anywhere).then(|| &self.grant.networks)
    }

    /// Whether it may do what a query asks for.
    #[inline]
    pub(crate) fn satisfies(&self, query: &PermissionQuery) -> bool {
        self.permitted.satisfies(query)
    }

    /// The count of its limit, if it has one and nothing else.
    #[inline]
    pub(crate) fn only(&self) -> Option<&Count> {
        self.only.as_deref()
    }
}
