//! How long checks took that are still to be written down.

use std::array;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use keyward_domain::{Environment, Histogram, Id};

/// How long checks took since the start, by the environment of who asked. To note one is a look-up without a lock and two additions.
#[derive(Default)]
pub(crate) struct Times(papaya::HashMap<Id<Environment>, Arc<Counts>>);

#[derive(Default)]
struct Counts {
    buckets: [AtomicU64; Histogram::BUCKETS],
    micros: AtomicU64,
    /// What was taken to be written down. Checks never look at it.
    taken: Mutex<Histogram>,
}

impl Counts {
    fn now(&self) -> Histogram {
        Histogram::new(array::from_fn(|place| self.buckets[place].load(Ordering::Relaxed)))
    }
}

impl Times {
    /// Notes a check that took so many microseconds.
    pub(crate) fn note(&self, environment: Id<Environment>, micros: u64) {
        let held = self.0.pin();
        let counts = held.get_or_insert_with(environment, Arc::default);
        counts.buckets[Histogram::bucket(micros)].fetch_add(1, Ordering::Relaxed);
        counts.micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// All of them since the start, and how many microseconds they took together.
    pub(crate) fn all(&self) -> (Histogram, u64) {
        let (mut all, mut micros) = (Histogram::default(), 0_u64);
        for counts in self.0.pin().values() {
            all.merge(&counts.now());
            micros = micros.saturating_add(counts.micros.load(Ordering::Relaxed));
        }
        (all, micros)
    }

    /// Those since the last call, of each environment that had any.
    pub(crate) fn take(&self) -> Vec<(Id<Environment>, Histogram)> {
        let mut all = Vec::new();
        for (environment, counts) in &self.0.pin() {
            let mut taken = counts.taken.lock().unwrap_or_else(PoisonError::into_inner);
            let now = counts.now();
            let new = now.since(&taken);
            *taken = now;
            if new.total() > 0 {
                all.push((*environment, new));
            }
        }
        all
    }

    /// Keeps what was [taken](Self::take) and could not be written, for the next time.
    pub(crate) fn keep(&self, unwritten: &[(Id<Environment>, Histogram)]) {
        let held = self.0.pin();
        for (environment, new) in unwritten {
            // No environment is ever taken out.
            if let Some(counts) = held.get(environment) {
                let mut taken = counts.taken.lock().unwrap_or_else(PoisonError::into_inner);
                *taken = taken.since(new);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_taken_once_and_what_was_not_written_comes_again() {
        let (times, one, other) = (Times::default(), Id::new(1), Id::new(2));
        assert!(times.take().is_empty());
        for (environment, micros) in [(one, 30), (one, 40), (other, 700)] {
            times.note(environment, micros);
        }
        let mut taken = times.take();
        taken.sort_by_key(|(environment, _)| *environment);
        let counts = taken.iter().map(|(environment, new)| (*environment, new.total()));
        assert_eq!(counts.collect::<Vec<_>>(), [(one, 2), (other, 1)]);
        assert!(times.take().is_empty());
        times.note(one, 50);
        times.keep(&taken);
        let again: u64 = times.take().iter().map(|(_, new)| new.total()).sum();
        assert_eq!(again, 4, "what was kept, and the one since");
        let (all, micros) = times.all();
        assert_eq!((all.total(), micros), (4, 820));
    }
}
