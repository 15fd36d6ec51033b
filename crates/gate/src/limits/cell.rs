//! The count of one limit.
//!
//! Time is cut into slots of a sixteenth of the window. What counts is the present slot and the 16 before it: any stretch as long
//! as the window lies within 17 slots, so that in none of them more is taken than the limit, and a caller that was quiet for
//! 17 slots has the whole limit at once.
//!
//! One word holds the slot and what counts in it, so that taking is one compare-and-swap. What was taken in each earlier slot
//! is kept under a lock that is only taken when a slot begins while something counts, when the clock lags, when something is given back, and for
//! what a refusal tells. Everybody may change the units in the word, and move it to a later slot when nothing counts there of what it says; else only who
//! holds the lock moves it. So under the lock, once the history has followed the word, the present slot's own part is what counts less the history.
//!
//! The word itself may be [lent] to one who takes from the cell.

mod lent;

use std::sync::atomic::Ordering;

use keyward_domain::{Timestamp, Window};
use keyward_token::Digest;

pub(crate) use self::lent::Lent;
use crate::sync::{AtomicBool, AtomicU64, Mutex, lock};

/// A window has so many slots.
const SLOTS: usize = 16;
/// What was taken in a slot counts until so many slots have begun after its beginning.
const COUNTS_FOR: i64 = 17;

/// The count of one limit. It does not know how much is allowed: that may change, and what was taken still counts.
// The order is kept: what each check reads lies together at the front.
#[repr(C)]
pub(crate) struct Cell {
    /// The low half of the newest slot's number, and what counts in it; [`AWAY`] while it is lent.
    word: AtomicU64,
    slots: Slots,
    /// Whether the word is here for good. Set under the lock of the history.
    settled: AtomicBool,
    past: Mutex<Past>,
}

/// How time is cut into slots.
#[derive(Clone, Copy)]
struct Slots {
    micros: i64,
    /// How often a slot goes into 2^64 microseconds, rounded down.
    in_all: u64,
}

struct Past {
    /// Who has the word.
    borrower: Option<Digest>,
    /// The newest slot in which anybody looked, as of when the history last followed the word. A clock that lags behind takes from this one.
    newest: i64,
    /// What was taken in the slot before the newest one, in the one before that, and so on.
    taken: [u32; SLOTS],
}

/// What was taken, to be told and to be given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Taken {
    slot: i64,
    /// All that counts now.
    pub(crate) used: u32,
    /// When nothing of it counts any more, if nothing else is taken.
    pub(crate) reset_at: Timestamp,
}

/// What a look finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    /// What counts now.
    pub(crate) used: u32,
    /// When nothing of it counts any more, if nothing else is taken; the present time if nothing does.
    pub(crate) reset_at: Timestamp,
    /// When there is room for what was asked for, if nothing else is taken; `None` when there never is.
    pub(crate) room_at: Option<Timestamp>,
}

impl Past {
    fn sum(&self) -> u32 {
        self.taken.iter().sum()
    }

    /// The history once `present` was taken in the newest slot and `slots` more have begun.
    fn moved(&self, slots: i64, present: u32) -> [u32; SLOTS] {
        let mut taken = [0; SLOTS];
        // After more slots than the history has, nothing is left.
        if let Ok(gap @ 1..=SLOTS) = usize::try_from(slots) {
            taken[gap - 1] = present;
            taken[gap..].copy_from_slice(&self.taken[..SLOTS - gap]);
        }
        taken
    }

    /// Goes to the slot that the word was moved to when nothing counted any more.
    fn follow(&mut self, seen: u64) {
        let slots = slots_between(word(self.newest, 0), seen);
        if slots != 0 {
            self.newest += i64::from(slots);
            self.taken = [0; SLOTS];
        }
    }

    /// Begins the slot, unless it is an older one; returns what counts in the newest one.
    fn advance(&mut self, at: &AtomicU64, slot: i64) -> u32 {
        let mut seen = at.load(Ordering::Relaxed);
        loop {
            self.follow(seen);
            if slot <= self.newest {
                return units(seen);
            }
            let taken = self.moved(slot.saturating_sub(self.newest), units(seen) - self.sum());
            let used = taken.iter().sum();
            match at.compare_exchange(seen, word(slot, used), Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => {
                    (self.newest, self.taken) = (slot, taken);
                    return used;
                }
                // Somebody took in the meantime.
                Err(now) => seen = now,
            }
        }
    }
}

impl Cell {
    /// A count of nothing.
    pub(crate) fn new(window: Window, now: Timestamp) -> Self {
        let micros = i64::from(window.as_seconds()) * (1_000_000 / (COUNTS_FOR - 1));
        let newest = now.as_micros().div_euclid(micros);
        Self {
            word: AtomicU64::new(word(newest, 0)),
            slots: Slots { micros, in_all: u64::MAX / micros.unsigned_abs() },
            settled: AtomicBool::new(false),
            past: Mutex::new(Past { borrower: None, newest, taken: [0; SLOTS] }),
        }
    }

    /// Takes `cost` if no more than `most` counts then; a cost of nothing only looks, and is never refused.
    #[inline]
    pub(crate) fn take(&self, now: Timestamp, cost: u32, most: u32) -> Option<Taken> {
        let slot = self.slots.slot(now);
        // Two slots are more than eight years apart when their low halves meet, and four when it is not plain which is the later one. No
        // window is as long: a clock that is set forward by more may find its limits whole once more.
        match self.slots.take(&self.word, slot, cost, most) {
            Ok(taken) => taken,
            Err(AnotherSlot) => {
                self.slots.take_in_newest(&mut lock(&self.past), &self.word, slot, cost, most)
            }
        }
    }

    /// Whether there is room for a use of this cost; of nothing, always.
    #[inline]
    pub(crate) fn has_room(&self, now: Timestamp, cost: u32, most: u32) -> bool {
        let used = counts_in(self.slots.slot(now), self.word.load(Ordering::Relaxed));
        cost == 0
            || match used {
                Ok(used) => used.checked_add(cost).is_some_and(|used| used <= most),
                Err(AnotherSlot) => self.look(now, cost, most).room_at == Some(now),
            }
    }

    /// Gives back what was taken, wherever it counts now.
    pub(crate) fn give_back(&self, taken: Taken, cost: u32) {
        let past = &mut *lock(&self.past);
        let mut seen = self.word.load(Ordering::Relaxed);
        loop {
            past.follow(seen);
            let gap = usize::try_from(past.newest.wrapping_sub(taken.slot));
            // After so many slots it does not count any more.
            let Ok(gap @ 0..=SLOTS) = gap else { return };
            let less = seen - u64::from(cost);
            match self.word.compare_exchange(seen, less, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) if gap == 0 => return,
                Ok(_) => {
                    past.taken[gap - 1] -= cost;
                    return;
                }
                Err(now) => seen = now,
            }
        }
    }

    /// What counts, and what would be true of a use of this cost. Takes the lock.
    pub(crate) fn look(&self, now: Timestamp, cost: u32, most: u32) -> Look {
        let mut past = lock(&self.past);
        let past = &mut *past;
        let used = past.advance(&self.word, self.slots.slot(now));
        let present = used - past.sum();
        let leaves_at = |age: i64| {
            let slot = past.newest.saturating_sub(age).saturating_add(COUNTS_FOR);
            Timestamp::from_micros(slot.saturating_mul(self.slots.micros))
        };
        // From the newest slot to the oldest.
        let taken = || (0_i64..).zip([present].into_iter().chain(past.taken));
        let reset_at = taken().find(|(_, units)| *units > 0).map_or(now, |(age, _)| leaves_at(age));
        let mut counts = u64::from(used) + u64::from(cost);
        let mut room_at = (counts <= u64::from(most)).then_some(now);
        if room_at.is_none() && cost <= most {
            for (age, units) in taken().collect::<Vec<_>>().into_iter().rev() {
                counts -= u64::from(units);
                if counts <= u64::from(most) {
                    room_at = Some(leaves_at(age));
                    break;
                }
            }
        }
        Look { used, reset_at, room_at }
    }

    /// Whether nothing counts, nor would if the clock were a window behind.
    pub(crate) fn is_quiet(&self, now: Timestamp) -> bool {
        let mut past = lock(&self.past);
        past.follow(self.word.load(Ordering::Relaxed));
        self.slots.slot(now).saturating_sub(past.newest) >= COUNTS_FOR
    }
}

impl Slots {
    #[inline]
    fn slot(self, now: Timestamp) -> i64 {
        let micros = now.as_micros();
        let Ok(since) = u64::try_from(micros) else { return micros.div_euclid(self.micros) };
        // A division takes as long as all the rest. Times 2^64 / slot, over 2^64, is the quotient or one less.
        let quotient = high(u128::from(since) * u128::from(self.in_all));
        let slot = quotient.cast_signed();
        slot + i64::from(micros - slot * self.micros >= self.micros)
    }

    /// In the slot that has just begun, or in the newest one when the clock lags behind it.
    #[cold]
    fn take_in_newest(
        self,
        past: &mut Past,
        from: &AtomicU64,
        slot: i64,
        cost: u32,
        most: u32,
    ) -> Option<Taken> {
        loop {
            past.advance(from, slot);
            // In between it may move on, if nothing counts.
            if let Ok(taken) = self.take(from, past.newest, cost, most) {
                return taken;
            }
        }
    }

    /// Takes in a slot, to which it moves the word if nothing counts.
    #[inline]
    fn take(self, from: &AtomicU64, slot: i64, cost: u32, most: u32) -> Result<Option<Taken>, AnotherSlot> {
        let mut seen = from.load(Ordering::Relaxed);
        loop {
            let used = counts_in(slot, seen)?.checked_add(cost).filter(|used| *used <= most || cost == 0);
            let Some(used) = used else { return Ok(None) };
            let next = word(slot, used);
            match from.compare_exchange_weak(seen, next, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => {
                    let reset = slot.saturating_add(COUNTS_FOR).saturating_mul(self.micros);
                    return Ok(Some(Taken { slot, used, reset_at: Timestamp::from_micros(reset) }));
                }
                Err(now) => seen = now,
            }
        }
    }
}

/// The word is of another slot, and something may count in it.
struct AnotherSlot;

/// What counts in a slot, if the word tells.
#[inline]
fn counts_in(slot: i64, seen: u64) -> Result<u32, AnotherSlot> {
    if tag(seen) == tag(word(slot, 0)) {
        Ok(units(seen))
    } else if nothing_counts(slot, seen) {
        Ok(0)
    } else {
        Err(AnotherSlot)
    }
}

/// Whether the slot is a later one than the word's, and nothing counts in it of what does there.
fn nothing_counts(slot: i64, seen: u64) -> bool {
    let later = i64::from(slots_between(seen, word(slot, 0)));
    !is_away(seen) && (later >= COUNTS_FOR || later > 0 && units(seen) == 0)
}

/// How many slots one word is later than another: of those whose numbers have these low halves, the nearest.
#[expect(clippy::cast_possible_truncation, reason = "a tag is half a word")]
const fn slots_between(one: u64, other: u64) -> i32 {
    (tag(other) as u32).wrapping_sub(tag(one) as u32).cast_signed()
}

/// In the place of a word: it is lent. There is no room in it for any cost, in whatever slot: a limit allows fewer units
/// ([`Units`](keyward_domain::Units)).
const AWAY: u64 = u64::MAX;

/// Whether it is the place of a word that is elsewhere.
const fn is_away(word: u64) -> bool {
    units(word) == u32::MAX
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the low half is what is wanted")]
const fn word(slot: i64, units: u32) -> u64 {
    (slot as u32 as u64) << 32 | units as u64
}

#[expect(clippy::cast_possible_truncation, reason = "the low half is what is wanted")]
const fn units(word: u64) -> u32 {
    word as u32
}

const fn high(wide: u128) -> u64 {
    (wide >> 64) as u64
}

const fn tag(word: u64) -> u64 {
    word >> 32
}

#[cfg(all(test, not(feature = "shuttle")))]
pub(super) mod tests;
