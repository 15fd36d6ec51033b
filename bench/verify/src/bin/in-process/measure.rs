//! Interleaved rounds.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::keys::{Keys, Seeded};

const ROUNDS: usize = 9;
const BATCHES: u32 = 256;
const BATCH: u32 = 1024;

/// Checks a text in the given turn; always `true`.
pub(crate) type Side<'a> = &'a dyn Fn(&str, i64) -> bool;

#[derive(Clone, Copy)]
pub(crate) struct Figures {
    pub(crate) median: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
}

/// Nanoseconds of one operation of each side. `after` runs, unmeasured, after each side's turn.
pub(crate) fn rounds<const SIDES: usize>(
    keys: &Keys,
    sides: &[Side<'_>; SIDES],
    after: impl Fn(),
) -> [Figures; SIDES] {
    let mut taken = [(); SIDES].map(|()| Vec::with_capacity(ROUNDS));
    let random = Seeded::new(2);
    let mut turn = 0;
    // One round more than counts, to warm up.
    for round in 0..=ROUNDS {
        for (side, taken) in sides.iter().zip(&mut taken) {
            let mut time = Duration::ZERO;
            for _ in 0..BATCHES {
                turn += 1;
                time += batch(keys, &random, |text| side(text, turn));
            }
            if round > 0 {
                taken.push(time.as_secs_f64() * 1e9 / f64::from(BATCHES * BATCH));
            }
            after();
        }
    }
    taken.map(|mut taken| {
        taken.sort_by(f64::total_cmp);
        Figures { median: taken[ROUNDS / 2], min: taken[0], max: taken[ROUNDS - 1] }
    })
}

fn batch(keys: &Keys, random: &Seeded, side: impl Fn(&str) -> bool) -> Duration {
    let length = keys.text(0).len();
    let texts: String = (0..BATCH).map(|_| keys.text(random.below(keys.count()))).collect();
    #[expect(clippy::disallowed_methods, reason = "what is measured is time")]
    let start = Instant::now();
    let mut at = 0;
    while at < texts.len() {
        // The next place depends on this answer, which is always `true`.
        at += length * usize::from(side(&texts[at..at + length]));
    }
    let time = start.elapsed();
    black_box(at);
    time
}
