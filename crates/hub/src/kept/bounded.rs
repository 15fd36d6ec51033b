//! A map that holds so many, and forgets the oldest.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

/// A map of at most so many entries. What comes when it is full takes the place of what came first.
#[derive(Debug)]
pub(super) struct Bounded<K, V> {
    entries: HashMap<K, V>,
    /// In the order in which they came. One that was taken out in between stands here until its turn comes.
    order: VecDeque<K>,
    most: usize,
}

impl<K: Copy + Eq + Hash, V> Bounded<K, V> {
    pub(super) fn new(most: usize) -> Self {
        Self { entries: HashMap::new(), order: VecDeque::new(), most: most.max(1) }
    }

    pub(super) fn get(&self, key: &K) -> Option<&V> {
        self.entries.get(key)
    }

    pub(super) fn insert(&mut self, key: K, value: V) {
        if self.entries.insert(key, value).is_some() {
            return;
        }
        self.order.push_back(key);
        while self.order.len() > self.most {
            if let Some(oldest) = self.order.pop_front() {
                self.entries.remove(&oldest);
            }
        }
    }

    pub(super) fn remove(&mut self, key: &K) {
        self.entries.remove(key);
    }

    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.order.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_so_many_and_the_newest() {
        let mut map = Bounded::new(3);
        for key in 0..100 {
            map.insert(key, key);
        }
        assert_eq!((map.entries.len(), map.order.len()), (3, 3));
        assert!((97..100).all(|key| map.get(&key) == Some(&key)));
    }

    #[test]
    fn one_that_comes_and_goes_takes_no_room_for_ever() {
        let mut map = Bounded::new(3);
        for _ in 0..1000 {
            map.insert(1, 1);
            map.remove(&1);
        }
        assert!(map.entries.is_empty() && map.order.len() <= 3);
        map.insert(2, 2);
        map.insert(2, 3);
        assert_eq!(map.get(&2), Some(&3));
        map.clear();
        assert_eq!(map.get(&2), None);
    }
}
