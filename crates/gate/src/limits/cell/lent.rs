//! A cell's word, lent to the first who takes from the cell.
//!
//! A count outlives what is cached of its key, so it lies apart from that: of ten million keys, one wait for memory more in each check.
//! So the map's entry of a key whose only limit it is borrows the word, and takes from it where the check is already.
//!
//! The word moves under the lock of the cell's history alone. Nobody but the borrower knows where it went, so whoever else
//! wants to take, or to look, has the cell settled first: the word comes back, and is not lent again until the cell was quiet. That is so for what the key's
//! own checks don't do on their usual way too: a refusal, a look, a check that names limits.
//!
//! `settled` is set after the word is back and under the same lock, so that whoever sees it sees the word.
//!
//! Who has borrowed is closed before it is forgotten. It gives the word back then, so that whoever comes next finds it; a check that still
//! holds on to a closed entry finds no word there, and goes the way of everybody else.

use std::sync::atomic::Ordering;

use keyward_domain::Timestamp;
use keyward_token::Digest;

use super::{AWAY, Cell, Past, Slots, Taken, is_away};
use crate::sync::{AtomicU64, lock};

/// The place for a word that is borrowed.
pub(crate) struct Lent {
    word: AtomicU64,
    slots: Slots,
}

/// No word will be here any more. There is no room for any cost in it either.
const CLOSED: u64 = AWAY >> 32;

impl Lent {
    /// A place for the word of that cell, still without it.
    pub(crate) fn open(cell: &Cell) -> Self {
        Self { word: AtomicU64::new(AWAY), slots: cell.slots }
    }

    /// A place where it never will be.
    pub(crate) fn closed(cell: &Cell) -> Self {
        Self { word: AtomicU64::new(CLOSED), slots: cell.slots }
    }

    /// Takes from the word, if it is here, and in the slot of that time or of nothing that counts; a cost of nothing is not for here. `None`
    /// decides nothing.
    #[inline]
    pub(crate) fn take(&self, now: Timestamp, cost: u32, most: u32) -> Option<Taken> {
        debug_assert!(cost > 0, "a place without a word has room for nothing");
        self.slots.take(&self.word, self.slots.slot(now), cost, most).unwrap_or_default()
    }
}

impl Cell {
    /// Lends the word, if that may be.
    pub(crate) fn lend(&self, to: &Lent, borrower: &Digest) {
        self.lend_under(&mut lock(&self.past), to, borrower);
    }

    fn lend_under(&self, past: &mut Past, to: &Lent, borrower: &Digest) {
        if past.borrower.is_none() && !self.is_settled() && to.word.load(Ordering::Relaxed) == AWAY {
            to.word.store(self.word.swap(AWAY, Ordering::Relaxed), Ordering::Relaxed);
            past.borrower = Some(*borrower);
        }
    }

    /// Takes from the word where it is lent, or then is. `None`: it is not there, or has no room.
    #[cold]
    pub(crate) fn take_lent(
        &self,
        to: &Lent,
        borrower: &Digest,
        now: Timestamp,
        cost: u32,
        most: u32,
    ) -> Option<Taken> {
        let past = &mut *lock(&self.past);
        self.lend_under(past, to, borrower);
        if is_away(to.word.load(Ordering::Relaxed)) {
            return None;
        }
        self.slots.take_in_newest(past, &to.word, self.slots.slot(now), cost, most)
    }

    /// Whether the word is here for good, so that anybody may take.
    #[inline]
    pub(crate) fn is_settled(&self) -> bool {
        self.settled.load(Ordering::Acquire)
    }

    /// Settles the cell if its word is here. `Some`: who has it, and is to [give it back](Self::settle).
    pub(crate) fn borrower(&self) -> Option<Digest> {
        let past = lock(&self.past);
        if past.borrower.is_none() {
            self.settled.store(true, Ordering::Release);
        }
        past.borrower
    }

    /// Settles the cell if its word is there.
    pub(crate) fn settle(&self, from: &Lent) {
        let past = &mut *lock(&self.past);
        if is_away(from.word.load(Ordering::Relaxed)) {
            return;
        }
        self.take_back(past, from, AWAY);
        self.settled.store(true, Ordering::Release);
    }

    /// Closes the place; the word comes back if it was there.
    pub(crate) fn close(&self, from: &Lent) {
        self.take_back(&mut lock(&self.past), from, CLOSED);
    }

    fn take_back(&self, past: &mut Past, from: &Lent, leave: u64) {
        let word = from.word.swap(leave, Ordering::Relaxed);
        if !is_away(word) {
            self.word.store(word, Ordering::Relaxed);
            past.borrower = None;
        }
    }
}

#[cfg(all(test, not(feature = "shuttle")))]
mod tests {
    use keyward_domain::Window;
    use proptest::prelude::*;

    use super::*;

    const KEY: Digest = Digest::from_bytes([1; 32]);
    const OTHER: Digest = Digest::from_bytes([2; 32]);

    fn at(micros: i64) -> Timestamp {
        Timestamp::from_micros(micros)
    }

    fn cell() -> Cell {
        Cell::new(Window::from_seconds(1).expect("a window"), at(0))
    }

    #[test]
    fn there_is_no_word_where_it_is_not() {
        for away in [AWAY, CLOSED] {
            assert!(is_away(away));
            // In the very slot that its other half would be the number of.
            let number = i64::from(u32::try_from(away >> 32).expect("a half"));
            let place = Lent { word: AtomicU64::new(away), slots: cell().slots };
            assert_eq!(place.take(at(number * 62_500), 1, u32::MAX - 1), None);
            assert_eq!(place.word.load(Ordering::Relaxed), away);
        }
    }

    #[test]
    fn one_has_it_at_a_time_until_the_cell_is_settled() {
        let cell = cell();
        let (one, other) = (Lent::open(&cell), Lent::open(&cell));
        let lend = |to: &Lent, who| cell.take_lent(to, who, at(0), 1, 9).map(|taken| taken.used);
        assert_eq!((lend(&one, &KEY), cell.borrower()), (Some(1), Some(KEY)));
        assert_eq!(lend(&other, &OTHER), None, "it is lent");
        cell.close(&one);
        assert_eq!(lend(&one, &KEY), None, "the place is closed");
        assert_eq!(lend(&Lent::closed(&cell), &KEY), None, "so is this");
        assert_eq!((lend(&other, &OTHER), cell.borrower()), (Some(2), Some(OTHER)));
        cell.settle(&one);
        assert!(!cell.is_settled(), "it was not there");
        cell.settle(&other);
        assert!(cell.is_settled());
        assert_eq!(lend(&other, &OTHER), None, "it is not lent any more");
        assert_eq!(cell.look(at(0), 0, 9).used, 2);
    }

    #[test]
    fn a_word_that_is_here_is_settled_at_once() {
        let cell = cell();
        assert_eq!(cell.borrower(), None);
        assert!(cell.is_settled());
    }

    #[derive(Debug, Clone, Copy)]
    enum Step {
        Take { cost: u32 },
        Lend,
        Reload,
        Settle,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            40 => (1_u32..9).prop_map(|cost| Step::Take { cost }),
            5 => Just(Step::Lend),
            5 => Just(Step::Reload),
            1 => Just(Step::Settle),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        /// A word that comes and goes counts what one counts that stays, whatever the clock does.
        #[test]
        fn it_counts_alike_wherever_it_is(
            most in 1_u32..60,
            steps in prop::collection::vec((prop_oneof![20 => -20_000_i64..150_000, 1 => 900_000_i64..2_000_000], step()), 1..200),
        ) {
            let (moving, staying) = (cell(), cell());
            let (mut now, mut place) = (0, Lent::open(&moving));
            for (passed, step) in steps {
                now += passed;
                match step {
                    Step::Take { cost } => {
                        let expected = staying.take(at(now), cost, most);
                        let taken = place.take(at(now), cost, most).or_else(|| {
                            if moving.is_settled() {
                                moving.take(at(now), cost, most)
                            } else {
                                moving.take_lent(&place, &KEY, at(now), cost, most)
                            }
                        });
                        prop_assert_eq!(taken, expected);
                        if expected.is_none() {
                            // Who was refused looks at it, and so begins the slot.
                            staying.look(at(now), cost, most);
                            if moving.is_settled() {
                                moving.look(at(now), cost, most);
                            }
                        }
                    }
                    Step::Lend => moving.lend(&place, &KEY),
                    Step::Reload => {
                        moving.close(&place);
                        place = Lent::open(&moving);
                    }
                    Step::Settle => {
                        if moving.borrower().is_some() {
                            moving.settle(&place);
                        }
                        prop_assert!(moving.is_settled());
                    }
                }
            }
            moving.close(&place);
            prop_assert_eq!(moving.look(at(now), 1, most), staying.look(at(now), 1, most));
        }
    }
}
