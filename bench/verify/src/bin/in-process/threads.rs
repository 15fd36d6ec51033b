//! One thread and two, each with checks of its own.

use std::hint::black_box;
use std::sync::Barrier;
use std::time::Instant;

use keyward_domain::Code;
use keyward_gate::Gate;

use crate::gates::{self, ask, fill, query, room};
use crate::keys::{Keys, Permitted, Seeded};
use crate::measure::median;

const ROUNDS: usize = 7;
const CHECKS: u32 = 1_000_000;

pub(crate) fn print(size: usize) {
    let gate = gates::empty(size, Permitted::ByRole, 1, room(size));
    fill(&gate);
    println!("| {size} keys, one limit each | million checks a second, one thread | two threads | times |");
    println!("|---|---|---|---|");
    for (name, among) in [("random keys", size), ("all of one key", 1)] {
        let mut rates = [(); 2].map(|()| Vec::with_capacity(ROUNDS));
        for _ in 0..ROUNDS {
            for (threads, rates) in (1..).zip(&mut rates) {
                rates.push(rate(&gate, among, threads));
                black_box(gate.take_uses());
            }
        }
        let [one, two] = rates.map(|mut rates| median(&mut rates));
        println!("| {name} | {one:.1} | {two:.1} | {:.2} |", two / one);
    }
}

/// Millions of checks a second of so many threads together.
fn rate(gate: &Gate<Keys>, among: usize, threads: u32) -> f64 {
    let needed = query("documents:read");
    let barrier = Barrier::new(threads as usize);
    let seconds = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|worker| {
                let (barrier, needed) = (&barrier, &needed);
                scope.spawn(move || {
                    let random = Seeded::new(u64::from(worker));
                    barrier.wait();
                    #[expect(clippy::disallowed_methods, reason = "what is measured is time")]
                    let start = Instant::now();
                    for turn in 0..CHECKS {
                        let text = gate.source().text(random.below(among));
                        let ask = ask(i64::from(turn / 1000), Some(needed));
                        let code = gate.check_cached(text, &ask, |answer| answer.code);
                        assert_eq!(black_box(code), Some(Code::Valid));
                    }
                    start.elapsed().as_secs_f64()
                })
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().expect("a worker")).fold(0.0, f64::max)
    });
    f64::from(CHECKS * threads) / seconds / 1e6
}
