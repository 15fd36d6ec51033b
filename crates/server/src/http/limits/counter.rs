//! Counting hits in windows.

use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::{BoxFuture, ready};
use keyward_domain::Timestamp;

/// A window and the hits in it, the present one included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) hits: u64,
    /// The first instant that is not in it any more.
    pub(super) ends_at: Timestamp,
}

/// Counts hits. A counter that instances share is another implementation, such as `INCR` and `PEXPIREAT NX` in one script of Redis; one
/// that can't be reached should count in memory instead of refusing everybody.
pub(super) trait Counter: Debug + Send + Sync {
    /// Counts a hit at `now`; a window begins with the first after the last one's end, and lasts `period`.
    fn hit(&self, bucket: String, period: Duration, now: Timestamp) -> BoxFuture<'_, Window>;
}

/// Counts in this process, in bounded memory: of two generations of buckets the older goes when the younger is full. A bucket that is hit
/// moves to the younger one, so that whoever goes on is remembered longer than strangers who come once.
#[derive(Debug)]
pub(super) struct InMemory {
    buckets: Mutex<Generations>,
    /// The most buckets in a generation.
    most: usize,
}

#[derive(Debug, Default)]
struct Generations {
    young: HashMap<String, Window>,
    old: HashMap<String, Window>,
}

/// Twice so many are kept: some 15 MiB.
const MOST: usize = 50_000;

impl Default for InMemory {
    fn default() -> Self {
        Self { buckets: Mutex::default(), most: MOST }
    }
}

impl Counter for InMemory {
    fn hit(&self, bucket: String, period: Duration, now: Timestamp) -> BoxFuture<'_, Window> {
        Box::pin(ready(self.count(bucket, period, now)))
    }
}

impl InMemory {
    fn count(&self, bucket: String, period: Duration, now: Timestamp) -> Window {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let Generations { young, old } = &mut *buckets;
        let known = young.get(&bucket).copied().or_else(|| old.remove(&bucket));
        let window = match known.filter(|window| now < window.ends_at) {
            Some(window) => Window { hits: window.hits.saturating_add(1), ..window },
            None => Window { hits: 1, ends_at: now.plus(period) },
        };
        if young.len() >= self.most && !young.contains_key(&bucket) {
            *old = std::mem::take(young);
        }
        young.insert(bucket, window);
        window
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    #[test]
    fn a_window_starts_with_its_first_hit() {
        let counter = InMemory::default();
        let hit = |bucket: &str, seconds| counter.count(bucket.to_owned(), MINUTE, at(seconds));
        assert_eq!(hit("a", 30), Window { hits: 1, ends_at: at(90) });
        assert_eq!(hit("a", 89), Window { hits: 2, ends_at: at(90) });
        assert_eq!(hit("b", 89), Window { hits: 1, ends_at: at(149) });
        assert_eq!(hit("a", 90), Window { hits: 1, ends_at: at(150) });
    }

    #[test]
    fn a_flood_of_buckets_is_bounded_and_forgets_the_silent_first() {
        let counter = InMemory { most: 10, ..InMemory::default() };
        for n in 0..1000 {
            counter.count(format!("stranger {n}"), MINUTE, at(0));
            let window = counter.count("busy".to_owned(), MINUTE, at(0));
            assert_eq!(window.hits, n + 1);
        }
        let buckets = counter.buckets.lock().unwrap();
        assert!(buckets.young.len() + buckets.old.len() <= 20);
    }
}
