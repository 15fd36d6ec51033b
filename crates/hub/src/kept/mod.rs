//! Licences in memory, as sites ask about them.
//!
//! A verification that begins after a change was answered must not see what was true before it. A change is committed first; then it is
//! told here ([`LicenseWatch`]), which storage does before the commit returns. Two rules keep what is stale out:
//!
//! * What is told raises the generation of the licence's stripe and takes the licence out, both under the stripe's lock.
//! * Whoever loads a licence notes every generation before it reads the database, and may store what it read only while the licence's stripe
//!   is of the same generation. So a load that read before the commit, and ends after it was told, stores nothing.
//!
//! Generations are raised with `Release` and noted with `Acquire`: who notes a raised one reads the database after the commit. Where
//! changes of other instances may go unheard, nothing is found and nothing stored.

mod bounded;
mod license;
mod shared;

use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use keyward_domain::{Id, License};
use keyward_storage::{LicenseWatch, Touched};
use keyward_token::Digest;

use bounded::Bounded;

pub(crate) use license::{Kept, Look, Site, look};
pub(crate) use shared::Shared;

/// A power of two.
const STRIPES: usize = 64;

/// So many licences, each found by the digest that its key is found by.
pub(crate) struct Memory<V> {
    /// Whose key it is, which never changes: it is right however old it is.
    ids: [Mutex<Bounded<Digest, Id<License>>>; STRIPES],
    stripes: [Stripe<V>; STRIPES],
    spread: RandomState,
    deaf: AtomicBool,
}

struct Stripe<V> {
    /// How often something of it was told; raised under the lock.
    generation: AtomicU64,
    kept: Mutex<Bounded<Id<License>, Arc<V>>>,
}

/// The generations when a load began.
#[derive(Debug)]
pub(crate) struct Begun([u64; STRIPES]);

impl<V> Memory<V> {
    /// Room for about so many. Deaf until it is told otherwise, where there may be other instances.
    pub(crate) fn new(most: usize, deaf: bool) -> Self {
        let each = most.div_ceil(STRIPES);
        // Digests are not spread as evenly as ids, and are small.
        let ids = || Mutex::new(Bounded::new(each + each / 4 + 16));
        let stripe = || Stripe { generation: AtomicU64::new(0), kept: Mutex::new(Bounded::new(each)) };
        Self {
            ids: std::array::from_fn(|_| ids()),
            stripes: std::array::from_fn(|_| stripe()),
            spread: RandomState::new(),
            deaf: AtomicBool::new(deaf),
        }
    }

    /// The licence with that key, if it is held.
    pub(crate) fn get(&self, index: &Digest) -> Option<Arc<V>> {
        if self.is_deaf() {
            return None;
        }
        let id = *lock(self.ids_of(index)).get(index)?;
        lock(&self.stripe(id).kept).get(&id).cloned()
    }

    /// To be called before the database is read; nothing where nothing may be stored.
    pub(crate) fn begin(&self) -> Option<Begun> {
        let noted = || std::array::from_fn(|at| self.stripes[at].generation.load(Ordering::Acquire));
        (!self.is_deaf()).then(|| Begun(noted()))
    }

    /// Keeps what was read since `begun`, unless something of its stripe was told meanwhile.
    pub(crate) fn store(&self, begun: &Begun, index: &Digest, id: Id<License>, value: Arc<V>) {
        let stripe = self.stripe(id);
        let mut kept = lock(&stripe.kept);
        if stripe.generation.load(Ordering::Acquire) != begun.0[place(id)] || self.is_deaf() {
            return;
        }
        kept.insert(id, value);
        drop(kept);
        lock(self.ids_of(index)).insert(*index, id);
    }

    fn is_deaf(&self) -> bool {
        self.deaf.load(Ordering::Acquire)
    }

    fn stripe(&self, id: Id<License>) -> &Stripe<V> {
        &self.stripes[place(id)]
    }

    fn ids_of(&self, index: &Digest) -> &Mutex<Bounded<Digest, Id<License>>> {
        let hash = self.spread.hash_one(index.as_bytes()).to_le_bytes();
        &self.ids[usize::from(hash[0]) % STRIPES]
    }
}

impl<V: Send + Sync> LicenseWatch for Memory<V> {
    fn changed(&self, touched: &Touched) {
        match touched {
            Touched::These(ids) => {
                for id in ids {
                    let stripe = self.stripe(*id);
                    let mut kept = lock(&stripe.kept);
                    stripe.generation.fetch_add(1, Ordering::AcqRel);
                    kept.remove(id);
                }
            }
            Touched::Any => {
                for stripe in &self.stripes {
                    let mut kept = lock(&stripe.kept);
                    stripe.generation.fetch_add(1, Ordering::AcqRel);
                    kept.clear();
                }
            }
        }
    }

    fn set_deaf(&self, deaf: bool) {
        self.deaf.store(deaf, Ordering::Release);
    }
}

/// In which stripe a licence is.
fn place(id: Id<License>) -> usize {
    usize::from(id.get().to_le_bytes()[0]) % STRIPES
}

/// What a panicking thread left behind is whole: nothing under these locks can be interrupted half-way by one.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
