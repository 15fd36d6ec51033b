//! One copy of what many keys have in common.

use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use keyward_domain::{PermissionQuery, Permissions};

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

/// A set of permissions, with what it was asked lately.
pub(crate) struct PermissionSet {
    permissions: Arc<Permissions>,
    /// A query's number and, in the lowest bit, whether the set satisfies it. Both stay as they are, so that whoever writes, writes the truth.
    told: [AtomicU64; REMEMBERED],
}

/// A power of two.
const REMEMBERED: usize = 8;

impl PermissionSet {
    fn new(permissions: Arc<Permissions>) -> Self {
        Self { permissions, told: [const { AtomicU64::new(0) }; REMEMBERED] }
    }

    /// Whether a holder of the set satisfies the query.
    #[inline]
    pub(crate) fn satisfies(&self, query: &PermissionQuery) -> bool {
        let Some(number) = query.number() else { return query.satisfied_by(&self.permissions) };
        let place = &self.told[usize::from(number.get().to_le_bytes()[0]) & (REMEMBERED - 1)];
        let told = place.load(Ordering::Relaxed);
        if told >> 1 == number.get() { told & 1 == 1 } else { self.find_out(query, number.get(), place) }
    }

    #[cold]
    fn find_out(&self, query: &PermissionQuery, number: u64, place: &AtomicU64) -> bool {
        let satisfied = query.satisfied_by(&self.permissions);
        place.store(number << 1 | u64::from(satisfied), Ordering::Relaxed);
        satisfied
    }
}

struct Set(Arc<PermissionSet>);

impl PartialEq for Set {
    fn eq(&self, other: &Self) -> bool {
        self.0.permissions == other.0.permissions
    }
}

impl Eq for Set {}

// The order of the permissions is fixed, so equal sets are hashed alike.
impl Hash for Set {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.permissions.iter().for_each(|permission| permission.hash(state));
    }
}

const FIRST_SWEEP: usize = 1024;

impl SharedPermissions {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Sets { all: HashSet::new(), sweep_at: FIRST_SWEEP }))
    }

    /// The one copy of this set, put in the place of the given one.
    pub(crate) fn share(&self, permissions: &mut Arc<Permissions>) -> Arc<PermissionSet> {
        let shared = self.one(Arc::clone(permissions));
        *permissions = Arc::clone(&shared.permissions);
        shared
    }

    fn one(&self, permissions: Arc<Permissions>) -> Arc<PermissionSet> {
        let mut sets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let set = Set(Arc::new(PermissionSet::new(permissions)));
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
        let one = shared.one(set("a:read"));
        let mut again = set("a:read");
        assert!(Arc::ptr_eq(&one, &shared.share(&mut again)));
        assert!(Arc::ptr_eq(&one.permissions, &again));
        assert!(!Arc::ptr_eq(&one, &shared.one(set("a:write"))));
    }

    #[test]
    fn sets_without_a_grant_are_swept() {
        let shared = SharedPermissions::new();
        let kept = shared.one(set("kept:a"));
        for n in 0..10_000 {
            shared.one(set(&format!("a{n}:a")));
        }
        assert!(shared.0.lock().unwrap().all.len() <= FIRST_SWEEP);
        assert!(Arc::ptr_eq(&kept, &shared.one(set("kept:a"))));
    }

    #[test]
    fn what_is_remembered_is_what_is_true() {
        let held = PermissionSet::new(set("a:read"));
        let query = |text: &str| text.parse::<PermissionQuery>().unwrap();
        // More than there are places, so that each is forgotten in between.
        let queries: Vec<_> = (0..3 * REMEMBERED)
            .map(|n| (query(if n % 3 == 0 { "a:read" } else { "b:read" }).numbered(), n % 3 == 0))
            .collect();
        for _ in 0..3 {
            for (query, expected) in &queries {
                assert_eq!(held.satisfies(query), *expected);
                assert_eq!(held.satisfies(query), *expected, "a second time");
            }
        }
        assert!(held.satisfies(&query("NOT b:read")) && !held.satisfies(&query("NOT a:read")));
    }
}
