//! The count of a limit in random schedules, just where a slot begins.

use std::sync::Arc;

use keyward_domain::{Timestamp, Window};
use shuttle::scheduler::RandomScheduler;
use shuttle::{Runner, thread};

use super::config;
use crate::limits::Cell;

const SLOT: i64 = 1_000_000 / 16;
const MOST: u32 = 3;

/// Three take across the beginning of slots, one of them gives back. What counts is exactly what was taken and kept.
fn tell() {
    let cell = Arc::new(Cell::new(Window::from_seconds(1).expect("a window"), Timestamp::from_micros(0)));
    let takers: Vec<_> = (0..3)
        .map(|taker| {
            let cell = Arc::clone(&cell);
            thread::spawn(move || {
                let mut kept = 0;
                for slot in 0..3 {
                    let now = Timestamp::from_micros(SLOT * slot);
                    let Some(taken) = cell.take(now, 1, MOST) else { continue };
                    assert!(taken.used <= MOST);
                    if taker == 0 {
                        cell.give_back(taken, 1);
                    } else {
                        kept += 1;
                    }
                }
                kept
            })
        })
        .collect();
    let kept: u32 = takers.into_iter().map(|taker| taker.join().expect("a taker")).sum();
    assert!(kept <= MOST, "all of it lies in one window");
    let count = |slot: i64| cell.look(Timestamp::from_micros(SLOT * slot), 0, MOST).used;
    assert_eq!(count(2), kept, "what was kept counts, and nothing else");
    assert_eq!(count(19), 0);
}

#[test]
fn what_counts_is_what_was_taken() {
    Runner::new(RandomScheduler::new_from_seed(7, 50_000), config()).run(tell);
}

/// Two take in a slot and, when nothing counts any more, in a later one, to which either may move the word without the lock.
fn tell_of_silence() {
    const LATER: i64 = 20;
    let cell = Arc::new(Cell::new(Window::from_seconds(1).expect("a window"), Timestamp::from_micros(0)));
    let takers: Vec<_> = (0..2)
        .map(|_| {
            let cell = Arc::clone(&cell);
            let take = move |slot| cell.take(Timestamp::from_micros(SLOT * slot), 2, MOST);
            thread::spawn(move || [0, LATER].map(take))
        })
        .collect();
    let taken: Vec<_> =
        takers.into_iter().flat_map(|taker| taker.join().expect("a taker")).flatten().collect();
    assert!(taken.iter().all(|taken| taken.used <= MOST));
    assert_eq!(taken.len(), 2, "one early and one late, whoever was first");
    let used = cell.look(Timestamp::from_micros(SLOT * LATER), 0, MOST).used;
    assert_eq!(used, 2, "what counts is what one took");
    assert_eq!(cell.look(Timestamp::from_micros(SLOT * (LATER + 17)), 0, MOST).used, 0);
}

#[test]
fn what_counts_after_a_silence_is_what_was_taken() {
    Runner::new(RandomScheduler::new_from_seed(13, 50_000), config()).run(tell_of_silence);
}
