//! One copy of what many keys have in common.

use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use keyward_domain::Permissions;

/// The sets of permissions that cached grants hold.
///
/// Keys of one role are permitted the same. With one copy of it, a check of a key that was not used for long finds its
/// permissions in the processor's cache, and a million keys need the memory of a few sets.
pub(crate) struct SharedPermissions(Mutex<Sets>);

struct Sets {
    all: HashSet<Set>,
    /// At how many sets those without a grant are dropped next.
    sweep_at: usize,
}

#[derive(PartialEq, Eq)]
struct Set(Arc<Permissions>);

// The order of the permissions is fixed, so equal sets are hashed alike.
impl Hash for Set {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.iter().for_each(|permission| permission.hash(state));
    }
}

const FIRST_SWEEP: usize = 1024;

impl SharedPermissions {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Sets { all: HashSet::new(), sweep_at: FIRST_SWEEP }))
    }

    /// The one copy of this set.
    pub(crate) fn share(&self, permissions: Arc<Permissions>) -> Arc<Permissions> {
        let mut sets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let set = Set(permissions);
        if let Some(known) = sets.all.get(&set) {
            return Arc::clone(&known.0);
        }
        if sets.all.len() >= sets.sweep_at {
            sets.all.retain(|set| Arc::strong_count(&set.0) > 1);
            sets.sweep_at = FIRST_SWEEP.max(sets.all.len() * 2);
        }
        let shared = Arc::clone(&set.0);
        sets.all.insert(set);
        shared
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str) -> Arc<Permissions> {
        Arc::new([text.parse().unwrap()].into_iter().collect())
    }

    #[test]
    fn equal_sets_are_one() {
        let shared = SharedPermissions::new();
        let one = shared.share(set("a:read"));
        assert!(Arc::ptr_eq(&one, &shared.share(set("a:read"))));
        assert!(!Arc::ptr_eq(&one, &shared.share(set("a:write"))));
    }

    #[test]
    fn sets_without_a_grant_are_swept() {
        let shared = SharedPermissions::new();
        let kept = shared.share(set("kept:a"));
        for n in 0..10_000 {
            shared.share(set(&format!("a{n}:a")));
        }
        assert!(shared.0.lock().unwrap().all.len() <= FIRST_SWEEP);
        assert!(Arc::ptr_eq(&kept, &shared.share(set("kept:a"))));
    }
}
