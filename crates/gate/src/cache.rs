//! What may be served and what may be stored: the protocol that keeps stale grants out.
//!
//! Truth changes in the source first; then the change is announced here. A check that begins after the announcement
//! has returned must not see the old truth, which could reach it in three ways. Each is closed by a [`Rule`]:
//!
//! * **From the cache.** An announcement takes the entry out, under the lock of its shard; for a whole tenant it raises
//!   the epoch that each of the tenant's entries is compared with on every look-up.
//! * **From a load that began before the announcement and ends after it.** Such a load may not be stored. A flight
//!   stores only while it is listed, and the announcement strikes it off, both under the shard's lock. For a tenant,
//!   of whom no list knows the flights, there is the generation: raised before the epoch, noted by a flight before it
//!   loads, and compared before it stores. So a load that saw the old truth has noted the old generation; if it finds
//!   the generation unchanged when it stores, the epoch that it read before is the old one too, and the look-up refuses it.
//! * **From joining such a load.** A flight that was struck off is not found; one of an older generation is not joined.
//!
//! What an entry counts has two rules of its own: it is handed over before the entry is taken out, and who wants a count that is lent has it
//! back first (`limits/cell/lent.rs`).
//!
//! Orderings: whoever begins a check after an announcement returned is ordered after it by whatever told him so, and the
//! atomics are read with `Acquire` and raised with `AcqRel`, so that who sees the epoch raised sees the generation raised.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use keyward_domain::{Id, Tenant, Timestamp};
use keyward_token::Digest;
use tokio::sync::OnceCell;

use crate::credits::Accounts;
use crate::flight::{Flight, Outcome, Ticket};
use crate::hot::{Entry, Hot, Metering};
use crate::limits::{Count, Registry, hold};
use crate::map::{Map, Pinned};
use crate::ring::{Fate, Ring};
use crate::shared::SharedPermissions;
use crate::sync::{AtomicU64, Mutex, lock, read};
use crate::tenants::Tenants;
use crate::uses::{KeyUse, Uses};
use crate::{CachedGrant, DigestState, Grant, Invalidation, Unavailable};

/// The grants, the remembered unknowns and the loads under way.
pub(crate) struct Cache {
    grants: Map<Hot>,
    unknown: Map<Unknown>,
    /// Both maps are changed under the lock of the digest's shard alone, and read without it.
    shards: Box<[Mutex<Shard>]>,
    generation: AtomicU64,
    tenants: Tenants,
    permissions: SharedPermissions,
    pub(crate) limits: Registry,
    pub(crate) accounts: Accounts,
    pub(crate) uses: Uses,
    #[cfg(feature = "shuttle")]
    pub(crate) without: Option<Rule>,
}

/// A power of two. A test that makes a million caches of one key does with few.
const SHARDS: usize = if cfg!(feature = "shuttle") { 2 } else { 64 };

#[repr(align(128))]
struct Shard {
    flights: HashMap<Digest, Seats, DigestState>,
    grants: Ring,
    unknown: Ring,
}

struct Seats {
    flight: Arc<Flight>,
    taken: usize,
}

/// A digest that belongs to no key.
#[derive(Clone, Copy)]
struct Unknown {
    until: Timestamp,
    /// A tenant's announcement may mean that keys are there again, and no unknown says whose it would be.
    generation: u64,
}

/// The rules of the protocol, named so that a test can leave one out and see that it is missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    /// An announcement takes the entries out.
    Remove,
    /// An announcement strikes the flights off, so that nobody joins them.
    StrikeOff,
    /// A flight that is not listed does not store.
    StoreIfListed,
    /// A flight of an older generation does not store.
    StoreIfSameGeneration,
    /// A flight of an older generation is not joined.
    JoinSameGeneration,
    /// The generation is raised before the epoch.
    GenerationFirst,
    /// A grant with another epoch than its tenant's is a miss.
    CompareEpoch,
    /// An unknown of an older generation is a miss.
    CompareGeneration,
    /// An entry hands over what it counts before it is taken out.
    Close,
    /// Who takes from a count that is lent has it back first.
    Settle,
}

/// Where a miss goes on.
pub(crate) enum Boarding<'a> {
    /// It was loaded in the meantime.
    Landed(Option<Arc<CachedGrant>>),
    /// It is to be waited for, or loaded.
    Ticket(Ticket<'a>),
}

impl Cache {
    /// A cache of about so many keys and unknown digests; the bounds are split evenly between the shards.
    pub(crate) fn new(max_keys: usize, max_unknown: usize) -> Self {
        let shard = || Shard {
            flights: HashMap::default(),
            grants: Ring::new(max_keys.div_ceil(SHARDS)),
            unknown: Ring::new(max_unknown.div_ceil(SHARDS)),
        };
        Self {
            grants: Map::new(),
            unknown: Map::new(),
            shards: (0..SHARDS).map(|_| Mutex::new(shard())).collect(),
            generation: AtomicU64::new(0),
            tenants: Tenants::new(),
            permissions: SharedPermissions::new(),
            limits: Registry::new(),
            accounts: Accounts::new(),
            uses: Uses::new(),
            #[cfg(feature = "shuttle")]
            without: None,
        }
    }

    /// The grants as they can be looked up.
    #[inline]
    pub(crate) fn pin(&self) -> Grants<'_> {
        Grants { cache: self, pinned: self.grants.pin() }
    }

    /// Whether the digest is remembered to be no key's.
    pub(crate) fn is_unknown(&self, digest: &Digest, now: Timestamp) -> bool {
        self.unknown.pin().get(digest).is_some_and(|(_, unknown)| {
            now < unknown.until
                && (unknown.generation == read(&self.generation) || !self.keeps(Rule::CompareGeneration))
        })
    }

    /// Begins a flight, or joins the one that is under way.
    pub(crate) fn board(&self, digest: &Digest, now: Timestamp) -> Boarding<'_> {
        let mut shard = lock(self.shard(digest));
        if let Some(key) = self.pin().get(digest) {
            return Boarding::Landed(Some(Arc::clone(key.hot.grant())));
        }
        if self.is_unknown(digest, now) {
            return Boarding::Landed(None);
        }
        let generation = read(&self.generation);
        let joinable =
            |seats: &Seats| seats.flight.generation == generation || !self.keeps(Rule::JoinSameGeneration);
        if !shard.flights.get(digest).is_some_and(joinable) {
            let flight = Flight { digest: *digest, generation, outcome: OnceCell::new() };
            shard.flights.insert(*digest, Seats { flight: Arc::new(flight), taken: 0 });
        }
        let seats = shard.flights.get_mut(digest).expect("was just found or inserted");
        seats.taken += 1;
        Boarding::Ticket(Ticket::new(self, Arc::clone(&seats.flight)))
    }

    /// Gives a place back; the flight is forgotten with the last.
    pub(crate) fn alight(&self, flight: &Arc<Flight>) {
        let mut shard = lock(self.shard(&flight.digest));
        if let Some(seats) = shard.flights.get_mut(&flight.digest)
            && Arc::ptr_eq(&seats.flight, flight)
        {
            seats.taken -= 1;
            if seats.taken == 0 {
                shard.flights.remove(&flight.digest);
            }
        }
    }

    /// Ends a flight: what was loaded is stored if it may be, and is the outcome for all who wait in any case. They began
    /// before any announcement that forbids to store it.
    pub(crate) fn land(
        &self,
        flight: &Arc<Flight>,
        loaded: Result<Option<Grant>, Unavailable>,
        now: Timestamp,
        unknown_until: Timestamp,
    ) -> Outcome {
        let digest = &flight.digest;
        let outcome = loaded.map(|grant| grant.map(|grant| self.seal(*digest, grant, now)));
        let mut guard = lock(self.shard(digest));
        let shard = &mut *guard;
        let listed = shard.flights.get(digest).is_some_and(|seats| Arc::ptr_eq(&seats.flight, flight));
        if listed {
            shard.flights.remove(digest);
        }
        let same_generation = flight.generation == read(&self.generation);
        if (listed || !self.keeps(Rule::StoreIfListed))
            && (same_generation || !self.keeps(Rule::StoreIfSameGeneration))
        {
            match &outcome {
                Ok(Some(grant)) => self.store_grant(shard, *digest, grant),
                Ok(None) => {
                    let unknown = Unknown { until: unknown_until, generation: flight.generation };
                    self.store_unknown(shard, *digest, unknown);
                }
                Err(Unavailable) => {}
            }
        }
        outcome
    }

    /// Makes a loaded grant comparable with its tenant's epoch, and joins it with the counts of its limits and with its account. The epoch is read
    /// after the load.
    pub(crate) fn seal(&self, digest: Digest, mut grant: Grant, now: Timestamp) -> Arc<CachedGrant> {
        let permitted = self.permissions.share(&mut grant.permissions);
        let held = hold(&self.limits, &grant, now);
        let account = grant.credits.as_ref().map(|credits| self.accounts.account(credits));
        let cell = self.tenants.cell(grant.tenant);
        let epoch = read(&cell);
        Arc::new(CachedGrant::new(digest, grant, permitted, held, account, cell, epoch))
    }

    /// A loaded grant's entry in the map, or what would be if it is not there (any more).
    pub(crate) fn with_entry<R>(&self, grant: &Arc<CachedGrant>, then: impl FnOnce(Entry<'_>) -> R) -> R {
        match self.grants.pin().get(grant.digest()) {
            Some((digest, hot)) if Arc::ptr_eq(hot.grant(), grant) => then(Entry { digest, hot }),
            _ => then(Entry { digest: grant.digest(), hot: &Hot::closed(Arc::clone(grant)) }),
        }
    }

    /// Sees to it that what counts is at the count itself, for good: to be done before anybody takes or looks there.
    #[inline]
    pub(crate) fn settle(&self, count: &Count) {
        if !count.cell.is_settled() && self.keeps(Rule::Settle) {
            self.have_back(count);
        }
    }

    #[cold]
    fn have_back(&self, count: &Count) {
        while let Some(borrower) = count.cell.borrower() {
            // An entry that has gone meanwhile gave it back before; another one may have borrowed it since.
            if let Some((_, key)) = self.grants.pin().get(&borrower)
                && let Metering::Only(only) = &key.metering
                && std::ptr::eq(only.count(), count)
            {
                only.settle();
            }
        }
    }

    /// How keys were used since the last call, each key once.
    pub(crate) fn take_uses(&self) -> Vec<KeyUse> {
        let grants = self.grants.pin();
        self.uses.take(|digest| {
            let (_, key) = grants.get(digest)?;
            Some((key.grant(), key.tally.take()))
        })
    }

    /// How many keys are held.
    pub(crate) fn keys(&self) -> usize {
        self.grants.len()
    }

    /// How many unknown digests are held.
    pub(crate) fn unknowns(&self) -> usize {
        self.unknown.len()
    }

    fn store_grant(&self, shard: &mut Shard, digest: Digest, grant: &Arc<CachedGrant>) {
        let grants = self.grants.pin();
        self.unknown.pin().remove(&digest);
        if let Some((_, former)) = grants.get(&digest) {
            self.close(former);
        }
        let replaced = grants.insert(digest, Hot::open(Arc::clone(grant)));
        if let Some((_, key)) = self.grants.pin().get(&digest) {
            key.borrow(&digest);
        }
        if replaced {
            return;
        }
        shard.grants.push(digest, |candidate, may_spare| {
            match grants.get(candidate) {
                // What is out of date is not worth a second chance.
                Some((_, key)) if may_spare && key.is_current() && key.tally.spare() => Fate::Spared,
                _ => {
                    self.take_out(&grants, candidate);
                    Fate::Gone
                }
            }
        });
    }

    /// Takes an entry out, under the lock of its shard. It is closed first: who does not find it finds all that it counted elsewhere.
    fn take_out(&self, grants: &Pinned<'_, Hot>, digest: &Digest) {
        if let Some((_, key)) = grants.get(digest) {
            self.close(key);
        }
        grants.remove(digest);
    }

    fn close(&self, key: &Hot) {
        if self.keeps(Rule::Close) {
            self.uses.take_over(key.grant(), key.close());
        }
    }

    fn store_unknown(&self, shard: &mut Shard, digest: Digest, unknown: Unknown) {
        let unknowns = self.unknown.pin();
        self.take_out(&self.grants.pin(), &digest);
        if !unknowns.insert(digest, unknown) {
            shard.unknown.push(digest, |candidate, _| {
                unknowns.remove(candidate);
                Fate::Gone
            });
        }
    }

    /// By the digest's last byte: the maps' hashes are made of the first ones.
    fn shard(&self, digest: &Digest) -> &Mutex<Shard> {
        &self.shards[usize::from(digest.as_bytes()[31]) & (SHARDS - 1)]
    }

    #[cfg(not(feature = "shuttle"))]
    #[inline]
    #[expect(clippy::unused_self, reason = "under shuttle it is used")]
    const fn keeps(&self, _rule: Rule) -> bool {
        true
    }

    #[cfg(feature = "shuttle")]
    fn keeps(&self, rule: Rule) -> bool {
        self.without != Some(rule)
    }
}

impl Invalidation for Cache {
    fn key(&self, digest: &Digest) {
        let mut shard = lock(self.shard(digest));
        if self.keeps(Rule::StrikeOff) {
            shard.flights.remove(digest);
        }
        if self.keeps(Rule::Remove) {
            self.take_out(&self.grants.pin(), digest);
            self.unknown.pin().remove(digest);
        }
    }

    fn tenant(&self, tenant: Id<Tenant>) {
        let first = self.keeps(Rule::GenerationFirst);
        if first {
            self.generation.fetch_add(1, Ordering::AcqRel);
        }
        self.tenants.bump(tenant);
        if !first {
            self.generation.fetch_add(1, Ordering::AcqRel);
        }
    }

    fn everything(&self) {
        for shard in &self.shards {
            let mut shard = lock(shard);
            let (grants, unknowns) = (self.grants.pin(), self.unknown.pin());
            if self.keeps(Rule::StrikeOff) {
                shard.flights.clear();
            }
            if self.keeps(Rule::Remove) {
                shard.grants.drain().for_each(|digest| self.take_out(&grants, &digest));
                shard.unknown.drain().for_each(|digest| unknowns.remove(&digest));
            }
        }
    }
}

/// The grants, as references to them can be had.
pub(crate) struct Grants<'a> {
    cache: &'a Cache,
    pinned: Pinned<'a, Hot>,
}

impl Grants<'_> {
    /// The key with that digest, if it is held and nothing above it has changed.
    #[inline]
    pub(crate) fn get(&self, digest: &Digest) -> Option<Entry<'_>> {
        let (digest, hot) = self.pinned.get(digest)?;
        (hot.is_current() || !self.cache.keeps(Rule::CompareEpoch)).then_some(Entry { digest, hot })
    }
}
