//! Interleaved rounds.

use std::hint::black_box;
use std::time::Instant;

use crate::keys::Seeded;

const ROUNDS: usize = 9;
const BATCHES: usize = 64;
const BATCH: u32 = 1024;

/// Checks a text in the given turn; always `true`.
pub(crate) type Check<'a> = &'a dyn Fn(&str, i64) -> bool;

/// What is measured: its name, the texts that it is given, and what is done with each.
pub(crate) struct Side<'a> {
    pub(crate) name: &'a str,
    pub(crate) texts: &'a Texts<'a>,
    pub(crate) check: Check<'a>,
}

/// Texts of one length, one after the other.
pub(crate) struct Texts<'a> {
    pub(crate) all: &'a str,
    pub(crate) length: usize,
}

impl<'a> Texts<'a> {
    pub(crate) fn count(&self) -> usize {
        self.all.len() / self.length
    }

    pub(crate) fn text(&self, n: usize) -> &'a str {
        &self.all[n * self.length..(n + 1) * self.length]
    }
}

#[derive(Clone, Copy)]
pub(crate) struct Figures {
    pub(crate) median: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
}

/// Nanoseconds of one operation of each side: medians over the rounds, each of which is the median of its batches, so that it does not
/// count when something else had the core for a while. `after` runs, unmeasured, after each side's turn.
pub(crate) fn rounds(sides: &[Side<'_>], after: impl Fn()) -> Vec<Figures> {
    let mut taken: Vec<Vec<f64>> = sides.iter().map(|_| Vec::with_capacity(ROUNDS)).collect();
    let random = Seeded::new(2);
    let mut turn = 0;
    // One round more than counts, to warm up.
    for round in 0..=ROUNDS {
        for (side, taken) in sides.iter().zip(&mut taken) {
            let mut batches: Vec<f64> = (0..BATCHES)
                .map(|_| {
                    turn += 1;
                    batch(side.texts, &random, |text| (side.check)(text, turn))
                })
                .collect();
            if round > 0 {
                taken.push(median(&mut batches));
            }
            after();
        }
    }
    let figures = |mut taken: Vec<f64>| {
        let median = median(&mut taken);
        Figures { median, min: taken[0], max: taken[ROUNDS - 1] }
    };
    taken.into_iter().map(figures).collect()
}

/// The median of some numbers, which are sorted then.
pub(crate) fn median(numbers: &mut [f64]) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

fn batch(texts: &Texts<'_>, random: &Seeded, check: impl Fn(&str) -> bool) -> f64 {
    let length = texts.length;
    let batch: String = (0..BATCH).map(|_| texts.text(random.below(texts.count()))).collect();
    #[expect(clippy::disallowed_methods, reason = "what is measured is time")]
    let start = Instant::now();
    let mut at = 0;
    while at < batch.len() {
        // The next place depends on this answer, which is always `true`.
        at += length * usize::from(check(&batch[at..at + length]));
    }
    let time = start.elapsed();
    black_box(at);
    time.as_secs_f64() * 1e9 / f64::from(BATCH)
}
