//! The uses that are still to be written down.

use std::collections::HashMap;
use std::collections::hash_map;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use keyward_domain::{Code, Environment, Id, Key, Timestamp};
use keyward_token::Digest;

use crate::hot::Entry;
use crate::tally::Noted;
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
    fn passed(key: Id<Key>, often: u32, last: Timestamp) -> Self {
        let mut answered = [0; Code::ALL.len()];
        answered[Code::Valid as usize] = often.into();
        Self { key, last: Some(last), answered }
    }

    fn add(&mut self, other: &Self) {
        self.last = self.last.max(other.last);
        for (count, more) in self.answered.iter_mut().zip(other.answered) {
            *count += more;
        }
    }
}

/// The keys used since the last flush, and what could not be written then. Only a key's first answer with a code since then takes
/// a lock, and that one of several.
pub(crate) struct Uses {
    /// Those that passed, which their entries count: by digest, so that who notes it need not look at the grant.
    passed: [Shard<Vec<Digest>>; SHARDS],
    /// Those of which the grant itself counts: refusals, and what entries counted that are gone.
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
            passed: std::array::from_fn(|_| Shard::default()),
            grants: std::array::from_fn(|_| Shard::default()),
            unwritten: Mutex::default(),
            unknown: std::array::from_fn(|_| Shard::default()),
        }
    }

    /// Notes an answer about the key.
    #[inline]
    pub(crate) fn note(&self, key: Entry<'_>, code: Code, now: Timestamp) {
        // Whose use is not noted counts in vain, so that nobody has to look whose it is.
        let noted = if code == Code::Valid { key.tally.note(now) } else { Noted::Not };
        match noted {
            Noted::Again => {}
            Noted::First => self.list(*key.digest),
            Noted::Not => self.note_apart(key.grant(), code, 1, now),
        }
    }

    #[inline(never)]
    fn list(&self, digest: Digest) {
        let shard = usize::from(digest.as_bytes()[0]) & (SHARDS - 1);
        lock(&self.passed[shard].0).push(digest);
    }

    /// Notes what an entry counted that leaves the map.
    pub(crate) fn take_over(&self, grant: &Arc<CachedGrant>, (passed, last): (u32, Timestamp)) {
        if passed > 0 {
            self.note_apart(grant, Code::Valid, passed, last);
        }
    }

    #[cold]
    fn note_apart(&self, grant: &Arc<CachedGrant>, code: Code, count: u32, last: Timestamp) {
        if grant.note(code, count, last)
            && let Subject::Key(id) = grant.subject
        {
            let shard = usize::from(id.get().to_le_bytes()[0]) & (SHARDS - 1);
            lock(&self.grants[shard].0).push(Arc::clone(grant));
        }
    }

    /// Notes that no key was found.
    pub(crate) fn note_unknown(&self, environment: Id<Environment>, slot: usize) {
        *lock(&self.unknown[slot & (SHARDS - 1)].0).entry(environment).or_default() += 1;
    }

    /// The keys used since the last call, each once, and those that were [kept](Self::keep). `counted` takes what an entry counted.
    pub(crate) fn take<'a>(
        &self,
        counted: impl Fn(&Digest) -> Option<(&'a Arc<CachedGrant>, (u32, Timestamp))>,
    ) -> Vec<KeyUse> {
        let mut uses: HashMap<Id<Key>, KeyUse> = HashMap::new();
        let mut add = |taken: KeyUse| match uses.entry(taken.key) {
            hash_map::Entry::Occupied(mut known) => known.get_mut().add(&taken),
            hash_map::Entry::Vacant(place) => {
                place.insert(taken);
            }
        };
        std::mem::take(&mut *lock(&self.unwritten)).into_iter().for_each(&mut add);
        for shard in &self.passed {
            // Not under the lock, which who is just being checked waits for.
            let listed = std::mem::take(&mut *lock(&shard.0));
            for digest in listed {
                if let Some((grant, (passed @ 1.., last))) = counted(&digest)
                    && let Subject::Key(key) = grant.subject
                {
                    add(KeyUse::passed(key, passed, last));
                }
            }
        }
        for shard in &self.grants {
            // A key may be there more than once: for several codes, and if it was loaded again in between.
            let listed = std::mem::take(&mut *lock(&shard.0));
            for grant in listed {
                if let Subject::Key(key) = grant.subject {
                    grant.take_use(key).into_iter().for_each(&mut add);
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
            let counted = std::mem::take(&mut *lock(&shard.0));
            for (environment, count) in counted {
                *taken.entry(environment).or_default() += count;
            }
        }
        taken
    }
}

fn lock<T>(shard: &Mutex<T>) -> MutexGuard<'_, T> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}
