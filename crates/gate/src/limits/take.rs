//! Taking from several limits: from all, or from none.

use keyward_domain::{LimitName, Timestamp};
use smallvec::SmallVec;

use super::Count;
use super::cell::Taken;

/// What a check takes from one limit.
#[derive(Clone, Copy)]
pub(crate) struct Part<'a> {
    pub(crate) count: &'a Count,
    pub(crate) most: u32,
    pub(crate) cost: u32,
}

/// What a check found of one limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitReading<'a> {
    /// Its name.
    pub name: &'a LimitName,
    /// The most units in any stretch of its window.
    pub limit: u32,
    /// What is left, this check's cost taken off.
    pub remaining: u32,
    /// When all of it is there again, if nothing else is taken.
    pub reset_at: Timestamp,
    /// Whether there was less left than this check costs.
    pub exceeded: bool,
    /// When a check of this cost would find enough, if nothing else is taken; `None` when it never would.
    pub room_at: Option<Timestamp>,
    taken: Option<(Taken, u32)>,
}

/// Readings, without an allocation for as many as a key usually has.
pub(crate) type Readings<'a> = SmallVec<[LimitReading<'a>; 3]>;

impl<'a> LimitReading<'a> {
    /// What is told when it was taken from.
    #[inline]
    pub(super) fn taken(name: &'a LimitName, most: u32, taken: Taken, cost: u32, now: Timestamp) -> Self {
        Self {
            name,
            limit: most,
            remaining: most.saturating_sub(taken.used),
            reset_at: taken.reset_at,
            exceeded: false,
            room_at: Some(now),
            taken: Some((taken, cost)),
        }
    }
}

/// Takes from one. `None`: it is refused, and that has to be [told](take_all).
#[inline]
fn take_one<'a>(part: &Part<'a>, now: Timestamp) -> Option<LimitReading<'a>> {
    let taken = part.count.cell.take(now, part.cost, part.most)?;
    Some(LimitReading::taken(&part.count.name, part.most, taken, part.cost, now))
}

/// Takes from all of them, or from none. What it found is in the readings in either case; of those that are refused, they are
/// what a look finds.
#[inline]
pub(crate) fn take_all<'a>(
    parts: impl Iterator<Item = Part<'a>> + Clone,
    now: Timestamp,
    readings: &mut Readings<'a>,
) -> bool {
    // Looked at first, so that nobody is refused for what would be given back in a moment.
    if parts.clone().nth(1).is_some() {
        let refused = parts.clone().position(|part| !part.count.cell.has_room(now, part.cost, part.most));
        if refused.is_some() {
            tell(parts, now, refused, readings);
            return false;
        }
    }
    for (index, part) in parts.clone().enumerate() {
        if part.cost == 0 {
            readings.push(read(part, now, false));
            continue;
        }
        let Some(reading) = take_one(&part, now) else {
            for (part, reading) in parts.clone().zip(readings.as_slice()) {
                if let Some((taken, cost)) = reading.taken {
                    part.count.cell.give_back(taken, cost);
                }
            }
            readings.clear();
            tell(parts, now, Some(index), readings);
            return false;
        };
        readings.push(reading);
    }
    true
}

/// What there is of each, taking nothing.
pub(crate) fn look_all<'a>(
    parts: impl Iterator<Item = Part<'a>>,
    now: Timestamp,
    readings: &mut Readings<'a>,
) {
    tell(parts, now, None, readings);
}

#[cold]
fn tell<'a>(
    parts: impl Iterator<Item = Part<'a>>,
    now: Timestamp,
    refused: Option<usize>,
    readings: &mut Readings<'a>,
) {
    for (index, part) in parts.enumerate() {
        // The one that refused did, whatever there is of it by now.
        readings.push(read(part, now, refused == Some(index)));
    }
}

fn read(part: Part<'_>, now: Timestamp, refused: bool) -> LimitReading<'_> {
    let look = part.count.cell.look(now, part.cost, part.most);
    LimitReading {
        name: &part.count.name,
        limit: part.most,
        remaining: part.most.saturating_sub(look.used),
        reset_at: look.reset_at,
        exceeded: refused || (part.cost > 0 && look.room_at != Some(now)),
        room_at: look.room_at,
        taken: None,
    }
}

#[cfg(all(test, not(feature = "shuttle")))]
mod tests {
    use keyward_domain::Window;
    use proptest::prelude::*;

    use super::*;
    use crate::limits::cell::{Cell, tests::assert_bounded};

    const NOW: Timestamp = Timestamp::from_micros(1_000_000_000);

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        /// None is ever past its bound, and what one refuses the others have not spent: none refuses for more than was taken.
        #[test]
        fn of_several_each_keeps_its_bound(
            most in prop::array::uniform3(1_u32..40),
            uses in prop::collection::vec((0_i64..700_000, prop::array::uniform3(0_u32..9)), 1..200),
        ) {
            let seconds = [1_i64, 3, 7];
            let counts = seconds.map(|seconds| {
                let window = Window::from_seconds(seconds).expect("a window");
                Count { name: "a".parse().expect("a name"), cell: Cell::new(window, NOW) }
            });
            let (mut now, mut taken) = (NOW, [const { Vec::new() }; 3]);
            for (step, costs) in uses {
                now = Timestamp::from_micros(now.as_micros() + step);
                let parts = counts.iter().zip(most).zip(costs);
                let parts = parts.map(|((count, most), cost)| Part { count, most, cost });
                if take_all(parts, now, &mut Readings::new()) {
                    for (taken, cost) in taken.iter_mut().zip(costs) {
                        taken.push((now.as_micros(), u64::from(cost)));
                    }
                }
                for ((count, most), taken) in counts.iter().zip(most).zip(&taken) {
                    let sum: u64 = taken.iter().map(|(_, cost)| cost).sum();
                    prop_assert!(u64::from(count.cell.look(now, 0, most).used) <= sum);
                }
            }
            for ((seconds, most), taken) in seconds.into_iter().zip(most).zip(taken) {
                assert_bounded(taken, u64::from(most), seconds * 1_000_000);
            }
        }
    }

    fn counts<const N: usize>() -> [Count; N] {
        let cell = || Cell::new(Window::from_seconds(60).expect("a window"), NOW);
        std::array::from_fn(|_| Count { name: "a".parse().expect("a name"), cell: cell() })
    }

    fn parts<'a>(counts: &'a [Count], most: &'a [u32], cost: u32) -> impl Iterator<Item = Part<'a>> + Clone {
        counts.iter().zip(most).map(move |(count, most)| Part { count, most: *most, cost })
    }

    fn remaining(readings: &Readings<'_>) -> Vec<u32> {
        readings.as_slice().iter().map(|reading| reading.remaining).collect()
    }

    #[test]
    fn from_all_or_from_none() {
        let counts = counts::<5>();
        let most = [9, 3, 9, 9, 9];
        let mut readings = Readings::new();
        assert!(take_all(parts(&counts, &most, 2), NOW, &mut readings));
        assert_eq!(remaining(&readings), [7, 1, 7, 7, 7]);
        let mut readings = Readings::new();
        assert!(!take_all(parts(&counts, &most, 2), NOW, &mut readings));
        assert_eq!(remaining(&readings), [7, 1, 7, 7, 7]);
        let exceeded: Vec<_> = readings.as_slice().iter().map(|reading| reading.exceeded).collect();
        assert_eq!(exceeded, [false, true, false, false, false]);
    }

    #[test]
    fn a_look_takes_nothing() {
        let counts = counts::<2>();
        let mut readings = Readings::new();
        look_all(parts(&counts, &[3, 3], 3), NOW, &mut readings);
        assert!(readings.as_slice().iter().all(|reading| !reading.exceeded));
        assert!(take_all(parts(&counts, &[3, 3], 3), NOW, &mut Readings::new()));
        let mut readings = Readings::new();
        look_all(parts(&counts, &[3, 3], 1), NOW, &mut readings);
        assert!(readings.as_slice().iter().all(|reading| reading.exceeded));
        assert!(
            take_all(parts(&counts, &[3, 3], 0), NOW, &mut Readings::new()),
            "a cost of nothing is never refused"
        );
    }

    /// Many take from two limits in opposite order: no more than the smaller one passes, and what is refused leaves nothing.
    #[test]
    fn at_once_from_several() {
        let counts = counts::<2>();
        let passed: usize = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..8)
                .map(|worker| {
                    let counts = &counts;
                    scope.spawn(move || {
                        let take = || {
                            let mut parts: Vec<_> = parts(counts, &[1000, 500], 1).collect();
                            if worker % 2 == 0 {
                                parts.reverse();
                            }
                            take_all(parts.iter().copied(), NOW, &mut Readings::new())
                        };
                        (0..200).filter(|_| take()).count()
                    })
                })
                .collect();
            workers.into_iter().map(|worker| worker.join().unwrap()).sum()
        });
        assert_eq!(passed, 500);
        assert_eq!(counts.each_ref().map(|count| count.cell.look(NOW, 0, 1).used), [500, 500]);
    }
}
