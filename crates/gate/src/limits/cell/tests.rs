//! The bound, held against the plainest model of it.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use std::sync::Barrier;
use std::sync::atomic::AtomicI64;

use proptest::prelude::*;

use super::*;

const WINDOW: i64 = 1_000_000;

fn at(micros: i64) -> Timestamp {
    Timestamp::from_micros(micros)
}

fn cell(seconds: i64) -> Cell {
    Cell::new(Window::from_seconds(seconds).unwrap(), at(0))
}

/// Asserts that in no stretch of a window more than `most` was taken.
pub(in crate::limits) fn assert_bounded(mut taken: Vec<(i64, u64)>, most: u64, window: i64) {
    taken.sort_unstable();
    let (mut from, mut sum) = (0, 0);
    for (to, (time, cost)) in taken.iter().enumerate() {
        sum += cost;
        // Both ends count: the stretch is closed.
        while taken[from].0 < time - window {
            sum -= taken[from].1;
            from += 1;
        }
        assert!(sum <= most, "{sum} of {most} from {:?} to {:?}", taken[from], taken[to]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_stretch_has_more_than_the_limit(
        most in 1_u32..60,
        seconds in 1_i64..4,
        uses in prop::collection::vec((0_i64..400_000, 0_u32..12, any::<bool>()), 1..300),
    ) {
        let (cell, window) = (cell(seconds), seconds * WINDOW);
        let (mut now, mut last, mut taken) = (0, i64::MIN, Vec::new());
        for (step, cost, give_back) in uses {
            now += step;
            // Who was quiet for a window and a slot gets all of it.
            if now > last.saturating_add(window + window / 16) {
                prop_assert_eq!(cell.look(at(now), most, most).room_at, Some(at(now)));
            }
            if let Some(this) = cell.take(at(now), cost, most) {
                last = now;
                if give_back {
                    cell.give_back(this, cost);
                } else {
                    taken.push((now, u64::from(cost)));
                }
            }
        }
        assert_bounded(taken, u64::from(most), window);
    }

    #[test]
    fn what_is_told_comes_true(
        most in 1_u32..20,
        cost in 1_u32..20,
        uses in prop::collection::vec((0_i64..200_000, 1_u32..6), 1..60),
    ) {
        // Looking ahead moves the newest slot, so each claim is tried on a cell of its own.
        let replayed = || {
            let (cell, mut now) = (cell(1), 0);
            for (step, cost) in &uses {
                now += step;
                cell.take(at(now), *cost, most);
            }
            (cell, now)
        };
        let (cell, now) = replayed();
        let look = cell.look(at(now), cost, most);
        if look.used > 0 {
            prop_assert!(cell_at(&cell, look.reset_at.as_micros() - 1).used > 0);
        }
        prop_assert_eq!(cell_at(&cell, look.reset_at.as_micros()).used, 0);
        prop_assert_eq!(look.room_at.is_none(), cost > most);
        if let Some(room) = look.room_at {
            let (cell, now) = replayed();
            prop_assert!(room == at(now) || cell.take(at(room.as_micros() - 1), cost, most).is_none());
            prop_assert!(cell.take(room, cost, most).is_some());
        }
    }
}

fn cell_at(cell: &Cell, micros: i64) -> Look {
    cell.look(at(micros), 0, 1)
}

#[test]
fn all_at_once_and_not_one_more() {
    let cell = cell(1);
    for n in 1..=100 {
        assert_eq!(cell.take(at(n), 1, 100).unwrap().used, u32::try_from(n).unwrap());
    }
    assert!(cell.take(at(999_999), 1, 100).is_none());
    assert!(cell.take(at(WINDOW), 1, 100).is_none(), "its slot may have been the last instant of it");
    assert_eq!(cell.take(at(WINDOW + WINDOW / 16), 100, 100).unwrap().used, 100);
}

#[test]
fn the_greatest_numbers_fit() {
    let cell = cell(31_536_000);
    for n in 1..=4 {
        assert_eq!(cell.take(at(0), 1_000_000_000, 4_000_000_000).unwrap().used, n * 1_000_000_000);
    }
    assert!(cell.take(at(0), 1_000_000_000, 4_000_000_000).is_none());
    assert!(cell.take(at(0), 1, 4_000_000_000).is_none());
}

#[test]
fn a_clock_that_lags_takes_from_the_newest_slot() {
    let cell = cell(1);
    assert!(cell.take(at(10 * WINDOW), 1, 2).is_some());
    assert!(cell.take(at(0), 1, 2).is_some());
    assert!(cell.take(at(0), 1, 2).is_none());
    assert!(cell.take(at(10 * WINDOW), 1, 2).is_none());
    assert!(!cell.is_quiet(at(0)) && !cell.is_quiet(at(11 * WINDOW)) && cell.is_quiet(at(12 * WINDOW)));
}

#[test]
fn what_is_given_back_late_is_there_again() {
    let cell = cell(1);
    let taken = cell.take(at(0), 2, 2).unwrap();
    assert!(cell.take(at(WINDOW / 2), 1, 2).is_none());
    cell.give_back(taken, 2);
    assert!(cell.take(at(WINDOW / 2), 2, 2).is_some());
    let gone = cell.take(at(9 * WINDOW), 2, 2).unwrap();
    assert!(cell.take(at(20 * WINDOW), 2, 2).is_some());
    cell.give_back(gone, 2);
    assert!(cell.take(at(20 * WINDOW), 1, 2).is_none());
}

#[test]
fn a_lowered_limit_counts_what_was_taken() {
    let cell = cell(1);
    assert!(cell.take(at(0), 9, 10).is_some());
    assert!(cell.take(at(0), 1, 5).is_none());
    assert_eq!(cell.take(at(0), 0, 5).unwrap().used, 9, "a look is never refused");
}

/// 64 threads read one clock that jumps on, and may be interrupted between the reading and the taking.
#[test]
fn under_64_callers_no_stretch_has_more_than_the_limit() {
    const MOST: u32 = 500;
    for round in 0..20 {
        let (cell, clock, start) = (cell(1), AtomicI64::new(0), Barrier::new(64));
        let taken: Vec<(i64, u64)> = std::thread::scope(|scope| {
            let worker = |worker: i64| {
                let (cell, clock, start) = (&cell, &clock, &start);
                move || {
                    let (mut taken, mut seed) = (Vec::new(), worker + 1 + 64 * round);
                    start.wait();
                    for _ in 0..400 {
                        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                        let random = seed.cast_unsigned() >> 33;
                        let now = clock.fetch_add((random % 700).cast_signed(), Ordering::Relaxed);
                        if random % 7 == 0 {
                            std::thread::yield_now();
                        }
                        let cost = u32::try_from(random % 3 + 1).unwrap();
                        if let Some(this) = cell.take(at(now), cost, MOST) {
                            if random % 11 == 0 {
                                cell.give_back(this, cost);
                            } else {
                                // It counts in the slot that it was taken in, which may be later than the reading.
                                taken.push((now.max(this.slot * cell.slots.micros), u64::from(cost)));
                            }
                        }
                    }
                    taken
                }
            };
            let workers: Vec<_> = (0..64).map(|n| scope.spawn(worker(n))).collect();
            workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
        });
        assert!(!taken.is_empty());
        assert_bounded(taken, u64::from(MOST), WINDOW);
    }
}
