//! A grant in the cache.

use std::any::Any;
use std::ops::Deref;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use keyward_domain::Timestamp;

use crate::Grant;
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
    grant: Grant,
    memo: OnceLock<Box<[u8]>>,
    kept: OnceLock<Box<dyn Any + Send + Sync>>,
}

/// A use so soon after one that is already noted is not noted: many cores that present one key would otherwise pass the
/// note's cache line back and forth.
const NOTED_AGAIN_AFTER_MICROS: i64 = 1000;

impl CachedGrant {
    /// A grant whose tenant's epoch was `epoch_at_load` once it was loaded.
    pub(crate) fn new(grant: Grant, epoch: Cell, epoch_at_load: u64) -> Self {
        Self {
            epoch,
            epoch_at_load,
            last_use: AtomicI64::new(0),
            // A second chance is for those that were asked for a second time.
            referenced: AtomicBool::new(false),
            grant,
            memo: OnceLock::new(),
            kept: OnceLock::new(),
        }
    }

    /// The parts of an answer that only depend on the grant, made once by the first who answers.
    ///
    /// The gate knows no wire format: it keeps the bytes and drops them with the grant.
    pub fn memo(&self, make: impl FnOnce(&Grant) -> Vec<u8>) -> &[u8] {
        self.memo.get_or_init(|| make(&self.grant).into())
    }

    /// Like [`memo`](Self::memo), for an answer that is more than bytes. Every caller asks for the same type.
    ///
    /// # Panics
    /// When another type was asked for before.
    pub fn kept<T: Any + Send + Sync>(&self, make: impl FnOnce(&Grant) -> T) -> &T {
        let kept = self.kept.get_or_init(|| Box::new(make(&self.grant)));
        kept.downcast_ref().expect("one type of answer is kept")
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
