//! A grant in the cache.

use std::any::Any;
use std::ops::Deref;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use keyward_domain::{Code, Id, Key, Timestamp};
use keyward_token::Digest;

use crate::Grant;
use crate::credits::Account;
use crate::limits::Held;
use crate::shared::PermissionSet;
use crate::tenants::Cell;
use crate::uses::KeyUse;

/// A [`Grant`] as the gate remembers it, with what a check that passes has no need of; what it needs is in `hot.rs`.
pub struct CachedGrant {
    digest: Digest,
    /// The time of the last use in microseconds.
    last_use: AtomicI64,
    /// How often it was answered with each code since the last [`take_use`](Self::take_use), in the order of [`Code::ALL`].
    answered: [AtomicU32; Code::ALL.len()],
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

impl CachedGrant {
    /// A grant whose tenant's epoch was `epoch_at_load` once it was loaded.
    pub(crate) fn new(
        digest: Digest,
        grant: Grant,
        permitted: Arc<PermissionSet>,
        held: Box<[Held]>,
        account: Option<Arc<Account>>,
        epoch: Cell,
        epoch_at_load: u64,
    ) -> Self {
        Self {
            digest,
            last_use: AtomicI64::new(i64::MIN),
            answered: [const { AtomicU32::new(0) }; Code::ALL.len()],
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

    /// What it was loaded by.
    pub(crate) fn digest(&self) -> &Digest {
        &self.digest
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

    /// Notes answers, the last of them then; whether they are the first with this code since the last [`take_use`](Self::take_use).
    pub(crate) fn note(&self, code: Code, count: u32, last: Timestamp) -> bool {
        if code == Code::Valid {
            self.last_use.fetch_max(last.as_micros(), Ordering::Relaxed);
        }
        // With it whoever takes the count sees the time.
        self.answered[code as usize].fetch_add(count, Ordering::Release) == 0
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
