//! The uses that are still to be written down.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use keyward_domain::{Code, Environment, Id, Key, Timestamp};

use crate::{CachedGrant, Subject};

/// How a key was used for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyUse {
    /// The key.
    pub key: Id<Key>,
    /// When it last passed, if it did, to the millisecond.
    pub last: Option<Timestamp>,
    /// How often it was answered with each code, in the order of [`Code::ALL`].
    pub answered: [u64; Code::ALL.len()],
}

impl KeyUse {
    fn add(&mut self, other: &Self) {
        self.last = self.last.max(other.last);
        for (count, more) in self.answered.iter_mut().zip(other.answered) {
            *count += more;
        }
    }
}

/// The grants used since the last flush, and what could not be written then. Only a grant's first answer with a code since then takes
/// a lock, and that one of several.
pub(crate) struct Uses {
    grants: [Shard<Vec<Arc<CachedGrant>>>; SHARDS],
    unwritten: Mutex<Vec<KeyUse>>,
    /// Answers about keys that were not found, by the environment of who asked.
    unknown: [Shard<HashMap<Id<Environment>, u64>>; SHARDS],
}

#[derive(Default)]
#[repr(align(128))]
struct Shard<T>(Mutex<T>);

/// A power of two.
const SHARDS: usize = 64;

impl Uses {
    pub(crate) fn new() -> Self {
        Self {
            grants: std::array::from_fn(|_| Shard::default()),
            unwritten: Mutex::default(),
            unknown: std::array::from_fn(|_| Shard::default()),
        }
    }

    /// Notes an answer about the key.
    #[inline]
    pub(crate) fn note(&self, grant: &Arc<CachedGrant>, code: Code, now: Timestamp) {
        // Whose use is not noted counts in vain, so that nobody has to look whose it is.
        if grant.note(code, now)
            && let Subject::Key(id) = grant.subject
        {
            self.push(id, grant);
        }
    }

    /// Notes that no key was found.
    pub(crate) fn note_unknown(&self, environment: Id<Environment>, slot: usize) {
        *lock(&self.unknown[slot & (SHARDS - 1)].0).entry(environment).or_default() += 1;
    }

    #[cold]
    fn push(&self, id: Id<Key>, grant: &Arc<CachedGrant>) {
        let shard = usize::from(id.get().to_le_bytes()[0]) & (SHARDS - 1);
        lock(&self.grants[shard].0).push(Arc::clone(grant));
    }

    /// The keys used since the last call, each once, and those that were [kept](Self::keep).
    pub(crate) fn take(&self) -> Vec<KeyUse> {
        let mut uses: HashMap<Id<Key>, KeyUse> = HashMap::new();
        let mut add = |taken: KeyUse| match uses.entry(taken.key) {
            Entry::Occupied(mut known) => known.get_mut().add(&taken),
            Entry::Vacant(place) => {
                place.insert(taken);
            }
        };
        std::mem::take(&mut *lock(&self.unwritten)).into_iter().for_each(&mut add);
        for shard in &self.grants {
            // A key may be there more than once: for several codes, and if it was loaded again in between.
            for grant in std::mem::take(&mut *lock(&shard.0)) {
                if let Subject::Key(id) = grant.subject {
                    grant.take_use(id).into_iter().for_each(&mut add);
                }
            }
        }
        uses.into_values().collect()
    }

    /// Keeps uses that could not be written, for the next time.
    pub(crate) fn keep(&self, uses: Vec<KeyUse>) {
        lock(&self.unwritten).extend(uses);
    }

    /// Keeps what was [taken](Self::take_unknown) and could not be written, for the next time.
    pub(crate) fn keep_unknown(&self, unknown: HashMap<Id<Environment>, u64>) {
        let mut kept = lock(&self.unknown[0].0);
        for (environment, count) in unknown {
            *kept.entry(environment).or_default() += count;
        }
    }

    /// How often no key was found since the last call, by the environment of who asked.
    pub(crate) fn take_unknown(&self) -> HashMap<Id<Environment>, u64> {
        let mut taken: HashMap<Id<Environment>, u64> = HashMap::new();
        for shard in &self.unknown {
            for (environment, count) in std::mem::take(&mut *lock(&shard.0)) {
                *taken.entry(environment).or_default() += count;
            }
        }
        taken
    }
}

fn lock<T>(shard: &Mutex<T>) -> MutexGuard<'_, T> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}
