//! The count of one limit.
//!
//! Time is cut into slots of a sixteenth of the window. What counts is the present slot and the 16 before it: any stretch as long
//! as the window lies within 17 slots, so that in none of them more is taken than the limit, and a caller that was quiet for
//! 17 slots has the whole limit at once.
//!
//! One word holds the slot and what counts in it, so that taking is one compare-and-swap. What was taken in each earlier slot
//! is kept under a lock that is only taken when a slot begins, when something is given back late, and for what a refusal tells.
//! Only who holds the lock moves the word to another slot; everybody may change the units in it. So under the lock the present
//! slot's own part is what counts less the history.

use std::sync::atomic::Ordering;

use keyward_domain::{Timestamp, Window};

use crate::sync::{AtomicU64, Mutex, lock};

/// A window has so many slots.
const SLOTS: usize = 16;
/// What was taken in a slot counts until so many slots have begun after its beginning.
const COUNTS_FOR: i64 = 17;

/// The count of one limit. It does not know how much is allowed: that may change, and what was taken still counts.
// The order is kept: what each check reads lies together at the front.
#[repr(C)]
pub(crate) struct Cell {
    /// The low half of the newest slot's number, and what counts in it.
    word: AtomicU64,
    slot_micros: i64,
    /// How often a slot goes into 2^64 microseconds, rounded down.
    slots_in_all: u64,
    past: Mutex<Past>,
}

struct Past {
    /// The newest slot in which anybody looked. A clock that lags behind takes from this one.
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
}

impl Cell {
    /// A count of nothing.
    pub(crate) fn new(window: Window, now: Timestamp) -> Self {
        let slot_micros = i64::from(window.as_seconds()) * (1_000_000 / (COUNTS_FOR - 1));
        let newest = now.as_micros().div_euclid(slot_micros);
        Self {
            word: AtomicU64::new(word(newest, 0)),
            slot_micros,
            slots_in_all: u64::MAX / slot_micros.unsigned_abs(),
            past: Mutex::new(Past { newest, taken: [0; SLOTS] }),
        }
    }

    /// Takes `cost` if no more than `most` counts then; a cost of nothing only looks, and is never refused.
    #[inline]
    pub(crate) fn take(&self, now: Timestamp, cost: u32, most: u32) -> Option<Taken> {
        let slot = self.slot(now);
        // The numbers of two slots that far apart that their low halves meet are more than eight years apart.
        match self.take_in(slot, cost, most) {
            Ok(taken) => taken,
            Err(AnotherSlot) => self.take_elsewhere(slot, cost, most),
        }
    }

    /// Whether there is room for a use of this cost; of nothing, always.
    #[inline]
    pub(crate) fn has_room(&self, now: Timestamp, cost: u32, most: u32) -> bool {
        let seen = self.word.load(Ordering::Relaxed);
        if tag(seen) == tag(word(self.slot(now), 0)) {
            cost == 0 || units(seen).checked_add(cost).is_some_and(|used| used <= most)
        } else {
            cost == 0 || self.look(now, cost, most).room_at == Some(now)
        }
    }

    /// Gives back what was taken, wherever it counts now.
    pub(crate) fn give_back(&self, taken: Taken, cost: u32) {
        let past = &mut *lock(&self.past);
        let gap = past.newest.wrapping_sub(taken.slot);
        match usize::try_from(gap) {
            Ok(0) => {}
            Ok(gap) if gap <= SLOTS => past.taken[gap - 1] -= cost,
            // It does not count any more.
            _ => return,
        }
        self.word.fetch_sub(u64::from(cost), Ordering::Relaxed);
    }

    /// What counts, and what would be true of a use of this cost. Takes the lock.
    pub(crate) fn look(&self, now: Timestamp, cost: u32, most: u32) -> Look {
        let mut past = lock(&self.past);
        let past = &mut *past;
        let used = self.advance(past, self.slot(now));
        let present = used - past.sum();
        let leaves_at = |age: i64| {
            let slot = past.newest.saturating_sub(age).saturating_add(COUNTS_FOR);
            Timestamp::from_micros(slot.saturating_mul(self.slot_micros))
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
        let past = lock(&self.past);
        self.slot(now).saturating_sub(past.newest) >= COUNTS_FOR
    }

    #[inline]
    fn slot(&self, now: Timestamp) -> i64 {
        let micros = now.as_micros();
        let Ok(since) = u64::try_from(micros) else { return micros.div_euclid(self.slot_micros) };
        // A division takes as long as all the rest. Times 2^64 / slot, over 2^64, is the quotient or one less.
        let quotient = high(u128::from(since) * u128::from(self.slots_in_all));
        let slot = quotient.cast_signed();
        slot + i64::from(micros - slot * self.slot_micros >= self.slot_micros)
    }

    #[inline]
    fn take_in(&self, slot: i64, cost: u32, most: u32) -> Result<Option<Taken>, AnotherSlot> {
        let mut seen = self.word.load(Ordering::Relaxed);
        loop {
            if tag(seen) != tag(word(slot, 0)) {
                return Err(AnotherSlot);
            }
            let used = units(seen).checked_add(cost).filter(|used| *used <= most || cost == 0);
            let Some(used) = used else { return Ok(None) };
            let next = word(slot, used);
            match self.word.compare_exchange_weak(seen, next, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => {
                    let reset = slot.saturating_add(COUNTS_FOR).saturating_mul(self.slot_micros);
                    return Ok(Some(Taken { slot, used, reset_at: Timestamp::from_micros(reset) }));
                }
                Err(now) => seen = now,
            }
        }
    }

    /// In the slot that has just begun, or in the newest one when the clock lags behind it.
    #[cold]
    fn take_elsewhere(&self, slot: i64, cost: u32, most: u32) -> Option<Taken> {
        let past = &mut *lock(&self.past);
        self.advance(past, slot);
        // Under the lock, the word does not leave the slot.
        self.take_in(past.newest, cost, most).unwrap_or_default()
    }

    /// Begins the slot, unless it is an older one; returns what counts in the newest one.
    fn advance(&self, past: &mut Past, slot: i64) -> u32 {
        let mut seen = self.word.load(Ordering::Relaxed);
        if slot <= past.newest {
            return units(seen);
        }
        loop {
            let taken = past.moved(slot.saturating_sub(past.newest), units(seen) - past.sum());
            let used = taken.iter().sum();
            let next = word(slot, used);
            match self.word.compare_exchange(seen, next, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => {
                    *past = Past { newest: slot, taken };
                    return used;
                }
                // Somebody took in the meantime.
                Err(now) => seen = now,
            }
        }
    }
}

/// The word is of another slot.
struct AnotherSlot;

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
