//! The uses that are still to be written down.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use keyward_domain::{Id, Key, Timestamp};

use crate::{CachedGrant, Subject};

/// The grants used since the last flush. Only a grant's first use since then takes a lock, and that one of several.
pub(crate) struct Uses([Shard; SHARDS]);

#[derive(Default)]
#[repr(align(128))]
struct Shard(Mutex<Vec<Arc<CachedGrant>>>);

/// A power of two.
const SHARDS: usize = 64;

impl Uses {
    pub(crate) fn new() -> Self {
        Self(std::array::from_fn(|_| Shard::default()))
    }

    /// Notes a use of the key.
    #[inline]
    pub(crate) fn note(&self, grant: &Arc<CachedGrant>, now: Timestamp) {
        if let Subject::Key(id) = grant.subject
            && grant.note_use(now)
        {
            self.push(id, grant);
        }
    }

    #[cold]
    fn push(&self, id: Id<Key>, grant: &Arc<CachedGrant>) {
        let shard = usize::from(id.get().to_le_bytes()[0]) & (SHARDS - 1);
        lock(&self.0[shard]).push(Arc::clone(grant));
    }

    /// The keys used since the last call, each once with its last use.
    pub(crate) fn take(&self) -> Vec<(Id<Key>, Timestamp)> {
        let mut taken: Vec<(Id<Key>, Timestamp)> = Vec::new();
        for shard in &self.0 {
            let grants = std::mem::take(&mut *lock(shard));
            // A key that was loaded again in between is there more than once; it is always in this shard.
            let mut last: HashMap<Id<Key>, Timestamp> = HashMap::with_capacity(grants.len());
            for grant in grants {
                if let Subject::Key(id) = grant.subject {
                    let used = grant.take_use();
                    last.entry(id).and_modify(|at| *at = used.max(*at)).or_insert(used);
                }
            }
            taken.extend(last);
        }
        taken
    }
}

fn lock(shard: &Shard) -> MutexGuard<'_, Vec<Arc<CachedGrant>>> {
    shard.0.lock().unwrap_or_else(PoisonError::into_inner)
}
