//! What a check needs of a key.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use keyward_domain::{Environment, Id, KeyKind, KeyState, Networks, PermissionQuery, Tenant, Timestamp};
use keyward_token::Digest;

use crate::CachedGrant;
use crate::limits::{Held, Only};
use crate::shared::PermissionSet;
use crate::tally::Tally;
use crate::tenants::Cell;

/// A key as it is found: what lies in the map's entry, and the digest beside it.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) digest: &'a Digest,
    pub(crate) hot: &'a Hot,
}

impl Deref for Entry<'_> {
    type Target = Hot;

    #[inline]
    fn deref(&self) -> &Hot {
        self.hot
    }
}

/// What every check of a key reads and counts, to lie in the map's own entry, beside the digest.
///
/// Of a million keys nearly every look waits for memory. So a check finds here, at one place, what it decides by and what it counts;
/// one that goes on from here to the grant waits once more. What is counted here goes to where it is kept when the entry is
/// [closed](Self::close), before it leaves the map.
pub(crate) struct Hot {
    epoch: Cell,
    epoch_at_load: u64,
    pub(crate) state: KeyState,
    pub(crate) kind: KeyKind,
    anywhere: bool,
    pub(crate) expires_at: Option<Timestamp>,
    pub(crate) tenant: Id<Tenant>,
    pub(crate) environment: Option<Id<Environment>>,
    permitted: Arc<PermissionSet>,
    grant: Arc<CachedGrant>,
    pub(crate) tally: Tally,
    pub(crate) metering: Metering,
}

/// What a check of the key takes from.
pub(crate) enum Metering {
    /// From nothing.
    Nothing,
    /// From one limit, which takes from every check.
    Only(Only),
    /// From several, or from credits.
    Several,
}

impl Hot {
    /// An entry of the map.
    pub(crate) fn open(grant: Arc<CachedGrant>) -> Self {
        Self::new(grant, Only::open, Tally::open())
    }

    /// What would be its entry, of a grant that is not in the map: it counts where the map's entry counts when it is closed.
    pub(crate) fn closed(grant: Arc<CachedGrant>) -> Self {
        Self::new(grant, Only::closed, Tally::closed())
    }

    fn new(grant: Arc<CachedGrant>, only: impl FnOnce(&Held) -> Only, tally: Tally) -> Self {
        let metering = match (grant.held(), grant.account()) {
            ([], None) => Metering::Nothing,
            ([held], None) if held.auto => Metering::Only(only(held)),
            _ => Metering::Several,
        };
        let (epoch, epoch_at_load) = grant.epoch();
        Self {
            epoch,
            epoch_at_load,
            state: grant.state,
            kind: grant.kind,
            anywhere: grant.networks.is_empty(),
            expires_at: grant.expires_at,
            tenant: grant.tenant,
            environment: grant.environment.map(|environment| environment.id),
            permitted: Arc::clone(grant.permitted()),
            grant,
            tally,
            metering,
        }
    }

    /// Borrows what counts of its limit. It was just looked up for the key, so that who checks it later need not wait for it.
    pub(crate) fn borrow(&self, digest: &Digest) {
        if let Metering::Only(only) = &self.metering {
            only.borrow(digest);
        }
    }

    /// Hands over what it counts, and counts no more: how often the key passed of late, and when it last did.
    pub(crate) fn close(&self) -> (u32, Timestamp) {
        if let Metering::Only(only) = &self.metering {
            only.close();
        }
        self.tally.close()
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
}
