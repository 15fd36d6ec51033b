//! A grant in the cache.

use std::any::Any;
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use keyward_domain::{Code, Id, Key, Timestamp};

use crate::Grant;
use crate::credits::Account;
use crate::limits::Held;
use crate::shared::PermissionSet;
use crate::tenants::Cell;
use crate::uses::KeyUse;

/// A [`Grant`] as the gate remembers it, with what changes on its use.
// The order is kept: what each check changes lies together at the front; what it reads is in `hot.rs`.
#[repr(C)]
pub struct CachedGrant {
    /// The time of the last use in microseconds.
    last_use: AtomicI64,
    /// How often it was answered with each code since the last [`take_use`](Self::take_use), in the order of [`Code::ALL`].
    answered: [AtomicU32; Code::ALL.len()],
    /// Whether it was looked up since the ring's hand last passed.
    referenced: AtomicBool,
    epoch: Cell,
    epoch_at_load: u64,
    permitted: Arc<PermissionSet>,
    /// The counts of its limits, in their order.
    held: Box<[Held]>,
    /// What is held of the account that it spends from.
    account: Option<Arc<Account>>,
    grant: Grant,
    memo: OnceLock<Box<[u8]>>,
    kept: OnceLock<Box<dyn Any + Send + Sync>>,
}

/// A use so soon after one that is already noted does not move the time.
const NOTED_AGAIN_AFTER_MICROS: i64 = 1000;

impl CachedGrant {
    /// A grant whose tenant's epoch was `epoch_at_load` once it was loaded.
    pub(crate) fn new(
        grant: Grant,
        permitted: Arc<PermissionSet>,
        held: Box<[Held]>,
        account: Option<Arc<Account>>,
        epoch: Cell,
        epoch_at_load: u64,
    ) -> Self {
        Self {
            last_use: AtomicI64::new(i64::MIN),
            answered: [const { AtomicU32::new(0) }; Code::ALL.len()],
            // A second chance is for those that were asked for a second time.
            referenced: AtomicBool::new(false),
            epoch,
            epoch_at_load,
            permitted,
            held,
            account,
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

    /// Its tenant's epoch, and what that was once it was loaded.
    pub(crate) fn epoch(&self) -> (Cell, u64) {
        (Arc::clone(&self.epoch), self.epoch_at_load)
    }

    /// What it may do.
    pub(crate) fn permitted(&self) -> &Arc<PermissionSet> {
        &self.permitted
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

    /// Notes an answer; whether it is the first with this code since the last [`take_use`](Self::take_use).
    #[inline]
    pub(crate) fn note(&self, code: Code, now: Timestamp) -> bool {
        if code == Code::Valid {
            let now = now.as_micros();
            if now >= self.last_use.load(Ordering::Relaxed).saturating_add(NOTED_AGAIN_AFTER_MICROS) {
                self.last_use.fetch_max(now, Ordering::Relaxed);
            }
        }
        // With it whoever takes the count sees the time.
        self.answered[code as usize].fetch_add(1, Ordering::Release) == 0
    }

    /// The answers since this was last called, and the last time it passed; `None` when there were none.
    pub(crate) fn take_use(&self, key: Id<Key>) -> Option<KeyUse> {
        let answered = self.answered.each_ref().map(|count| u64::from(count.swap(0, Ordering::Acquire)));
        let passed = answered[Code::Valid as usize] > 0;
        let last = Timestamp::from_micros(self.last_use.load(Ordering::Relaxed));
        let last = passed.then_some(last);
        answered.iter().any(|count| *count > 0).then_some(KeyUse { key, last, answered })
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
