//! A grant in the cache.

use std::ops::Deref;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};

use keyward_domain::Timestamp;

use crate::Grant;
use crate::credits::Account;
use crate::limits::Held;
use crate::tenants::Cell;

/// A [`Grant`] as the gate remembers it, with what changes on its use.
// The order is kept: what each check reads lies together at the front.
#[repr(C)]
pub struct CachedGrant {
    epoch: Cell,
    epoch_at_load: u64,
    /// The time of the last use in microseconds, doubled, plus one when it is still to be [taken](Self::take_use). One
    /// word, so that neither can be seen without the other.
    last_use: AtomicI64,
    /// Whether it was looked up since the ring's hand last passed.
    referenced: AtomicBool,
    /// The counts of its limits, in their order.
    held: Box<[Held]>,
    /// What is held of the account that it spends from.
    account: Option<Arc<Account>>,
    grant: Grant,
    memo: OnceLock<Box<[u8]>>,
}

/// A use so soon after one that is already noted is not noted: many cores that present one key would otherwise pass the
/// note's cache line back and forth.
const NOTED_AGAIN_AFTER_MICROS: i64 = 1000;

impl CachedGrant {
    /// A grant whose tenant's epoch was `epoch_at_load` once it was loaded.
    pub(crate) fn new(
        grant: Grant,
        held: Box<[Held]>,
        account: Option<Arc<Account>>,
        epoch: Cell,
        epoch_at_load: u64,
    ) -> Self {
        Self {
            epoch,
            epoch_at_load,
            last_use: AtomicI64::new(0),
            // A second chance is for those that were asked for a second time.
            referenced: AtomicBool::new(false),
            held,
            account,
            grant,
            memo: OnceLock::new(),
        }
    }

    /// The parts of an answer that only depend on the grant, made once by the first who answers.
    ///
    /// The gate knows no wire format: it keeps the bytes and drops them with the grant.
    pub fn memo(&self, make: impl FnOnce(&Grant) -> Vec<u8>) -> &[u8] {
        self.memo.get_or_init(|| make(&self.grant).into())
    }

    /// The counts of its limits, in their order.
    #[inline]
    pub(crate) fn held(&self) -> &[Held] {
        &self.held
    }

    /// What is held of the account that it spends from.
    #[inline]
    pub(crate) fn account(&self) -> Option<&Arc<Account>> {
        self.account.as_ref()
    }

    /// Whether it has limits or credits.
    #[inline]
    pub(crate) fn is_metered(&self) -> bool {
        !self.held.is_empty() || self.account.is_some()
    }

    /// Whether nothing above the key has changed since it was loaded.
    #[inline]
    pub(crate) fn is_current(&self) -> bool {
        self.epoch.load(Ordering::Acquire) == self.epoch_at_load
    }

    /// Marks it as looked up.
    #[inline]
    pub(crate) fn touch(&self) {
        // Read first: a line that is only read stays in every core's cache.
        if !self.referenced.load(Ordering::Relaxed) {
            self.referenced.store(true, Ordering::Relaxed);
        }
    }

    /// Takes the mark off; whether it was there.
    pub(crate) fn spare(&self) -> bool {
        self.referenced.swap(false, Ordering::Relaxed)
    }

    /// Notes a use; whether it is the first since the last [`take_use`](Self::take_use).
    #[inline]
    pub(crate) fn note_use(&self, now: Timestamp) -> bool {
        let noted = self.last_use.load(Ordering::Relaxed);
        let (last, pending) = (noted >> 1, noted & 1 == 1);
        let now = now.as_micros();
        if pending && now < last.saturating_add(NOTED_AGAIN_AFTER_MICROS) {
            return false;
        }
        self.last_use.swap(now.max(last) << 1 | 1, Ordering::Relaxed) & 1 == 0
    }

    /// The last use, which from now on is no longer to be taken.
    pub(crate) fn take_use(&self) -> Timestamp {
        Timestamp::from_micros(self.last_use.fetch_and(!1, Ordering::Relaxed) >> 1)
    }
}

impl Deref for CachedGrant {
    type Target = Grant;

    #[inline]
    fn deref(&self) -> &Grant {
        &self.grant
    }
}

impl std::fmt::Debug for CachedGrant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.grant.fmt(f)
    }
}
