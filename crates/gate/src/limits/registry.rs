//! The counts of all limits, which outlive what is cached of the keys.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{Ordering, fence};

use keyward_domain::{Id, Key, LimitName, Owner, Timestamp, Window};

use super::cell::Cell;
use crate::sync::{Mutex, lock};

/// Whose count it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Scope {
    /// A key's, by the first of those that it was rotated from.
    Key(Id<Key>),
    /// All keys' of an owner.
    Owner(Owner),
}

/// The cells by scope, name and window. A cell is dropped when no cached grant holds it and nothing counts in it any more: then
/// a new one is as good. So there are as many as there are limits of cached keys and of those that were used within a window.
pub(crate) struct Registry {
    shards: Box<[Mutex<Shard>]>,
}

struct Shard {
    of: HashMap<Scope, Vec<Entry>>,
    cells: usize,
    /// At how many cells those that may go are dropped next.
    sweep_at: usize,
}

struct Entry {
    window: Window,
    count: Arc<Count>,
}

/// The count of a limit of that name.
pub(crate) struct Count {
    pub(crate) name: LimitName,
    pub(crate) cell: Cell,
}

impl Entry {
    fn new(name: &LimitName, window: Window, now: Timestamp) -> Self {
        Self { window, count: Arc::new(Count { name: name.clone(), cell: Cell::new(window, now) }) }
    }

    /// The shard's lock is held: nobody else can make a reference out of this one.
    fn may_go(&self, now: Timestamp) -> bool {
        if Arc::strong_count(&self.count) > 1 {
            return false;
        }
        // Whoever had the last of the others took from it before he let it go.
        fence(Ordering::Acquire);
        self.count.cell.is_quiet(now)
    }
}

/// A power of two.
const SHARDS: usize = if cfg!(feature = "shuttle") { 1 } else { 64 };
const FIRST_SWEEP: usize = 1024;
/// The most cells of one scope, so that who makes up names cannot fill the memory.
const MOST_OF_A_SCOPE: usize = 200;

impl Registry {
    pub(crate) fn new() -> Self {
        let shard = || Shard { of: HashMap::new(), cells: 0, sweep_at: FIRST_SWEEP };
        Self { shards: (0..SHARDS).map(|_| Mutex::new(shard())).collect() }
    }

    /// The cell of a limit that a key has.
    pub(crate) fn count(&self, scope: Scope, name: &LimitName, window: Window, now: Timestamp) -> Arc<Count> {
        let mut shard = lock(self.shard(scope));
        shard.find(scope, name, window, now).unwrap_or_else(|| shard.add(scope, name, window, now))
    }

    /// The cell of a limit that a check makes up; `None` when too many of the key's are in use.
    pub(crate) fn made_up(
        &self,
        scope: Scope,
        name: &LimitName,
        window: Window,
        now: Timestamp,
    ) -> Option<Arc<Count>> {
        let mut shard = lock(self.shard(scope));
        if let Some(count) = shard.find(scope, name, window, now) {
            return Some(count);
        }
        let held = |shard: &Shard| shard.of.get(&scope).map_or(0, Vec::len);
        if held(&shard) >= MOST_OF_A_SCOPE {
            shard.sweep_one(scope, now);
        }
        (held(&shard) < MOST_OF_A_SCOPE).then(|| shard.add(scope, name, window, now))
    }

    fn shard(&self, scope: Scope) -> &Mutex<Shard> {
        let id = match scope {
            Scope::Key(id) => id.get(),
            Scope::Owner(Owner::User(id)) => id.get(),
            Scope::Owner(Owner::ServiceAccount(id)) => id.get(),
            Scope::Owner(Owner::Customer(id)) => id.get(),
        };
        &self.shards[usize::from(id.to_le_bytes()[0]) & (SHARDS - 1)]
    }

    #[cfg(all(test, not(feature = "shuttle")))]
    fn cells(&self) -> usize {
        self.shards.iter().map(|shard| lock(shard).cells).sum()
    }
}

impl Shard {
    fn find(&mut self, scope: Scope, name: &LimitName, window: Window, now: Timestamp) -> Option<Arc<Count>> {
        let mut entries = self.of.get_mut(&scope)?.iter_mut();
        let entry = entries.find(|entry| entry.window == window && entry.count.name == *name)?;
        if entry.may_go(now) {
            // A new one is as good, and may be lent.
            *entry = Entry::new(name, window, now);
        }
        Some(Arc::clone(&entry.count))
    }

    fn add(&mut self, scope: Scope, name: &LimitName, window: Window, now: Timestamp) -> Arc<Count> {
        if self.cells >= self.sweep_at {
            self.of.retain(|_, entries| {
                entries.retain(|entry| !entry.may_go(now));
                !entries.is_empty()
            });
            self.cells = self.of.values().map(Vec::len).sum();
            self.sweep_at = FIRST_SWEEP.max(self.cells * 2);
        }
        let entry = Entry::new(name, window, now);
        let count = Arc::clone(&entry.count);
        self.of.entry(scope).or_default().push(entry);
        self.cells += 1;
        count
    }

    fn sweep_one(&mut self, scope: Scope, now: Timestamp) {
        if let Some(entries) = self.of.get_mut(&scope) {
            let before = entries.len();
            entries.retain(|entry| !entry.may_go(now));
            self.cells -= before - entries.len();
        }
    }
}

#[cfg(all(test, not(feature = "shuttle")))]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    fn minute() -> Window {
        Window::from_seconds(60).expect("a window")
    }

    fn name(text: &str) -> LimitName {
        text.parse().expect("a name")
    }

    fn key(id: i64) -> Scope {
        Scope::Key(Id::new(id))
    }

    #[test]
    fn one_cell_for_a_scope_a_name_and_a_window() {
        let registry = Registry::new();
        let cell = |scope, text, seconds| {
            registry.count(scope, &name(text), Window::from_seconds(seconds).unwrap(), at(0))
        };
        let one = cell(key(1), "a", 60);
        assert!(Arc::ptr_eq(&one, &cell(key(1), "a", 60)));
        for other in [
            cell(key(2), "a", 60),
            cell(key(1), "b", 60),
            cell(key(1), "a", 61),
            cell(Scope::Owner(Owner::User(Id::new(1))), "a", 60),
            cell(Scope::Owner(Owner::Customer(Id::new(1))), "a", 60),
        ] {
            assert!(!Arc::ptr_eq(&one, &other));
        }
    }

    #[test]
    fn what_counts_is_kept_and_what_does_not_is_dropped() {
        let registry = Registry::new();
        let used = Arc::downgrade(&registry.count(key(0), &name("used"), minute(), at(0)));
        used.upgrade().unwrap().cell.take(at(0), 1, 1).unwrap();
        let held = registry.count(key(0), &name("held"), minute(), at(0));
        let (a, b) = (name("a"), name("b"));
        for id in 0..200_000 {
            registry.count(key(id), &a, minute(), at(0));
        }
        assert!(used.upgrade().is_some_and(|count| count.cell.take(at(59), 1, 1).is_none()));
        assert!(registry.cells() > 200_000);
        // A window later they may all go, and do as others come.
        for id in 0..500_000 {
            registry.count(key(id), &b, minute(), at(120 + id));
        }
        assert!(registry.cells() < 3 * FIRST_SWEEP * SHARDS, "{}", registry.cells());
        assert!(used.upgrade().is_none());
        assert!(Arc::ptr_eq(&held, &registry.count(key(0), &name("held"), minute(), at(0))));
    }

    #[test]
    fn who_makes_up_names_is_stopped_until_they_are_quiet() {
        let registry = Registry::new();
        let made_up =
            |id: usize, second| registry.made_up(key(1), &name(&id.to_string()), minute(), at(second));
        for id in 0..MOST_OF_A_SCOPE {
            assert!(made_up(id, 0).is_some());
        }
        assert!(made_up(1000, 30).is_none());
        assert!(made_up(0, 30).is_some(), "one that is there is found");
        assert!(
            registry.made_up(key(2), &name("a"), minute(), at(30)).is_some(),
            "other keys are not hindered"
        );
        assert!(made_up(1000, 70).is_some());
    }
}
