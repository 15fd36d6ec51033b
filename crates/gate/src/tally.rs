//! What an entry of the map counts of its uses.

use std::sync::atomic::Ordering;

use keyward_domain::Timestamp;

use crate::sync::{AtomicBool, AtomicI64, AtomicU32};

/// The uses of a key, counted where its check is already, until they are [taken](Self::take) or the entry leaves the map.
pub(crate) struct Tally {
    /// How often it passed since that was last taken; or [`CLOSED`], and whatever.
    passed: AtomicU32,
    /// Whether it was looked up since the ring's hand last passed.
    referenced: AtomicBool,
    /// When it last passed, in microseconds.
    last: AtomicI64,
}

/// So many uses between two [takes](Tally::take), a second apart, are not to be feared.
const CLOSED: u32 = 1 << 31;

/// A use so soon after one that is already noted does not move the time.
const NOTED_AGAIN_AFTER_MICROS: i64 = 1000;

/// What became of a use.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Noted {
    /// It is the first since they were last taken.
    First,
    /// It is one more.
    Again,
    /// The entry is leaving, or was never in the map: to be noted elsewhere.
    Not,
}

impl Tally {
    pub(crate) fn open() -> Self {
        Self::new(0)
    }

    pub(crate) fn closed() -> Self {
        Self::new(CLOSED)
    }

    fn new(passed: u32) -> Self {
        Self {
            passed: AtomicU32::new(passed),
            // A second chance is for those that were asked for a second time.
            referenced: AtomicBool::new(false),
            last: AtomicI64::new(i64::MIN),
        }
    }

    /// Marks the key as looked up.
    #[inline]
    pub(crate) fn touch(&self) {
        // Read first, so that who is refused writes nothing here.
        if !self.referenced.load(Ordering::Relaxed) {
            self.referenced.store(true, Ordering::Relaxed);
        }
    }

    /// Takes the mark off; whether it was there.
    pub(crate) fn spare(&self) -> bool {
        self.referenced.swap(false, Ordering::Relaxed)
    }

    /// Notes that the key passed.
    #[inline]
    pub(crate) fn note(&self, now: Timestamp) -> Noted {
        let micros = now.as_micros();
        if micros >= self.last.load(Ordering::Relaxed).saturating_add(NOTED_AGAIN_AFTER_MICROS) {
            self.last.fetch_max(micros, Ordering::Relaxed);
        }
        // With it whoever takes the count sees the time.
        match self.passed.fetch_add(1, Ordering::Release) {
            0 => Noted::First,
            CLOSED.. => Noted::Not,
            _ => Noted::Again,
        }
    }

    /// How often it passed since this was last called, and when it last did.
    pub(crate) fn take(&self) -> (u32, Timestamp) {
        // Closed it stays.
        self.taken(self.passed.fetch_and(CLOSED, Ordering::Acquire))
    }

    /// The same, and no use is noted here any more.
    pub(crate) fn close(&self) -> (u32, Timestamp) {
        self.taken(self.passed.swap(CLOSED, Ordering::Acquire))
    }

    fn taken(&self, passed: u32) -> (u32, Timestamp) {
        let last = Timestamp::from_micros(self.last.load(Ordering::Relaxed));
        (if passed < CLOSED { passed } else { 0 }, last)
    }
}

#[cfg(all(test, not(feature = "shuttle")))]
mod tests {
    use super::*;

    const LATER: Timestamp = Timestamp::from_micros(5_000_000);

    #[test]
    fn each_use_is_taken_once() {
        let tally = Tally::open();
        assert!(tally.note(LATER) == Noted::First && tally.note(LATER) == Noted::Again);
        assert_eq!(tally.take(), (2, LATER));
        assert_eq!(tally.take().0, 0);
        assert!(tally.note(LATER) == Noted::First);
        assert_eq!(tally.close(), (1, LATER));
        for _ in 0..3 {
            assert!(tally.note(LATER) == Noted::Not);
            assert_eq!((tally.take().0, tally.close().0), (0, 0));
        }
    }
}
