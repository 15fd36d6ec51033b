//! Credits: spent from a block that was leased of the account in storage.
//!
//! A lease is durable before anything is spent of it, so a crash loses what is left of it and gives nothing out twice. Within an
//! instance a block is one number that every check of the account's keys counts down.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use keyward_domain::{Credits, Id, Timestamp};

use crate::sync::{AtomicI64, AtomicU64, Mutex, lock};
use crate::{GrantSource, Unavailable};

/// What an instance wants of an account in storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeaseRequest {
    /// The account.
    pub account: Id<Credits>,
    /// Its setting, as the grant tells it; of another one nothing may be leased.
    pub version: i64,
    /// What the check that waits needs at least.
    pub need: u64,
    /// The present time.
    pub now: Timestamp,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lease {
    /// So much is the instance's now, and is gone from storage for good.
    Paid {
        /// What was leased: less than needed only when there was no more.
        leased: u64,
        /// What is left in storage.
        balance: u64,
        /// When the account is refilled next.
        refill_at: Option<Timestamp>,
    },
    /// The account has another setting by now, or is gone: the grant is out of date.
    Outdated,
}

/// What the instance holds of an account; shared by the cached grants of all its keys.
pub(crate) struct Account {
    id: Id<Credits>,
    version: i64,
    /// Leased and not spent.
    lease: AtomicU64,
    /// What was left in storage when it was last asked.
    balance: AtomicU64,
    /// Until when storage need not be asked for more; microseconds.
    dry_until: AtomicI64,
    /// One lease at a time, however many wait for it.
    leasing: Arc<tokio::sync::Mutex<()>>,
}

/// An account without a balance is asked again after this: another instance may have given back what it had leased.
const DRY_FOR: Duration = Duration::from_secs(1);

impl Account {
    fn new(credits: &Credits) -> Self {
        Self {
            id: credits.account,
            version: credits.version,
            lease: AtomicU64::new(0),
            balance: AtomicU64::new(credits.balance.get()),
            dry_until: AtomicI64::new(i64::MIN),
            leasing: Arc::default(),
        }
    }

    /// Takes from the lease, if it has so much.
    #[inline]
    pub(crate) fn spend(&self, cost: u32) -> bool {
        let cost = u64::from(cost);
        let mut seen = self.lease.load(Ordering::Relaxed);
        while let Some(left) = seen.checked_sub(cost) {
            match self.lease.compare_exchange_weak(seen, left, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => return true,
                Err(now) => seen = now,
            }
        }
        false
    }

    /// Puts back what was spent on a check that is refused for another reason.
    pub(crate) fn put_back(&self, cost: u32) {
        self.lease.fetch_add(u64::from(cost), Ordering::Relaxed);
    }

    /// What is left, as far as this instance knows: other instances may have leased of it meanwhile.
    pub(crate) fn remaining(&self) -> u64 {
        self.lease.load(Ordering::Relaxed).saturating_add(self.balance.load(Ordering::Relaxed))
    }

    /// Whether storage is known to have nothing more.
    pub(crate) fn is_dry(&self, now: Timestamp) -> bool {
        now.as_micros() < self.dry_until.load(Ordering::Acquire)
    }

    fn unspent(&self) -> u64 {
        self.lease.load(Ordering::Relaxed)
    }

    fn paid(&self, leased: u64, balance: u64, refill_at: Option<Timestamp>, now: Timestamp) {
        self.balance.store(balance, Ordering::Relaxed);
        if balance == 0 {
            let asked_again = now.plus(DRY_FOR);
            let until = refill_at.map_or(asked_again, |refill| refill.min(asked_again));
            self.dry_until.store(until.as_micros(), Ordering::Release);
        }
        self.lease.fetch_add(leased, Ordering::Release);
    }

    /// Gets more for a check of this cost, unless somebody else just has. `false`: the grant is out of date.
    pub(crate) async fn refill<S: GrantSource>(
        self: &Arc<Self>,
        source: &S,
        cost: u32,
        now: Timestamp,
    ) -> Result<bool, Unavailable> {
        let turn = Arc::clone(&self.leasing).lock_owned().await;
        let missing = u64::from(cost).saturating_sub(self.unspent());
        if missing == 0 || self.is_dry(now) {
            return Ok(true);
        }
        let request = LeaseRequest { account: self.id, version: self.version, need: missing, now };
        let account = Arc::clone(self);
        let take = move |lease: Lease| {
            if let Lease::Paid { leased, balance, refill_at } = lease {
                account.paid(leased, balance, refill_at, now);
            }
            // The next one's turn comes when this lease can be spent of, even if who asked for it has gone.
            drop(turn);
        };
        Ok(source.lease(request, Box::new(take)).await? != Lease::Outdated)
    }
}

/// The accounts by id. One is dropped when no cached grant holds it and nothing of its lease is left.
pub(crate) struct Accounts(Mutex<Held>);

struct Held {
    of: HashMap<Id<Credits>, Arc<Account>>,
    sweep_at: usize,
}

const FIRST_SWEEP: usize = 1024;

impl Accounts {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Held { of: HashMap::new(), sweep_at: FIRST_SWEEP }))
    }

    /// What is held of the account that a grant was loaded with. A newer setting ends what was leased of an older one.
    pub(crate) fn account(&self, credits: &Credits) -> Arc<Account> {
        let mut held = lock(&self.0);
        match held.of.get(&credits.account) {
            Some(account) if account.version == credits.version => {
                // Something changed, or the grant would not have been loaded: ask again.
                account.dry_until.store(i64::MIN, Ordering::Release);
                return Arc::clone(account);
            }
            // The grant is out of date already: its account may lease nothing.
            Some(account) if account.version > credits.version => return Arc::new(Account::new(credits)),
            _ => {}
        }
        if held.of.len() >= held.sweep_at {
            held.of.retain(|_, account| Arc::strong_count(account) > 1 || account.unspent() > 0);
            held.sweep_at = FIRST_SWEEP.max(held.of.len() * 2);
        }
        let account = Arc::new(Account::new(credits));
        held.of.insert(credits.account, Arc::clone(&account));
        account
    }

    /// What is leased of that account's setting and not spent.
    pub(crate) fn unspent(&self, account: Id<Credits>, version: i64) -> u64 {
        let held = lock(&self.0);
        held.of
            .get(&account)
            .filter(|account| account.version == version)
            .map_or(0, |account| account.unspent())
    }

    /// Takes away all that is leased and not spent: account, setting, credits.
    pub(crate) fn take_leases(&self) -> Vec<(Id<Credits>, i64, u64)> {
        let held = lock(&self.0);
        let leases = held
            .of
            .values()
            .map(|account| (account.id, account.version, account.lease.swap(0, Ordering::Relaxed)));
        leases.filter(|(_, _, unspent)| *unspent > 0).collect()
    }
}
