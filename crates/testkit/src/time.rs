//! A clock that stands still until a test moves it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use keyward_domain::{Clock, Timestamp};

/// The time is what the test says it is. Share it by reference or `Arc`.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// A clock that shows `now`.
    pub const fn at(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.as_micros()))
    }

    /// Moves the clock to `now`, forwards or backwards.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.as_micros(), Ordering::SeqCst);
    }

    /// Moves the clock forwards, also under other threads doing the same.
    ///
    /// # Panics
    /// When the duration reaches past what a timestamp can hold.
    pub fn advance(&self, by: Duration) {
        let micros = i64::try_from(by.as_micros()).expect("a duration that a timestamp can hold");
        self.0.fetch_add(micros, Ordering::SeqCst);
    }
}

impl Default for FixedClock {
    /// A Wednesday in winter: 2026-01-14T12:00:00Z.
    fn default() -> Self {
        Self::at(Timestamp::from_micros(1_768_392_000_000_000))
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_moves_only_when_told() {
        let clock = FixedClock::default();
        assert_eq!(clock.now().to_string(), "2026-01-14T12:00:00Z");
        assert_eq!(clock.now(), clock.now());

        clock.advance(Duration::from_millis(1500));
        assert_eq!(clock.now().to_string(), "2026-01-14T12:00:01.5Z");

        clock.set(Timestamp::from_micros(0));
        assert_eq!(clock.now().as_micros(), 0);
    }
}
