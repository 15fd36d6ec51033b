//! Numbers for the operator.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// What the cache holds and how it fared since it was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// Keys held.
    pub keys: usize,
    /// Digests held that belong to no key.
    pub unknown: usize,
    /// Look-ups told from the cache, remembered unknowns included. Malformed texts are not looked up.
    pub hits: u64,
    /// Look-ups that had to wait for the source.
    pub misses: u64,
    /// Questions to the source; fewer than the misses by those who waited for the same one.
    pub loads: u64,
}

/// Counts without making the cores wait for one another: each of the first threads has its own slot, all others share the last.
pub(crate) struct Counters {
    hits: [Slot; SLOTS],
    misses: AtomicU64,
    loads: AtomicU64,
}

#[derive(Default)]
#[repr(align(128))]
struct Slot(AtomicU64);

const SLOTS: usize = 128;

static NEXT_THREAD: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static SLOT: usize = NEXT_THREAD.fetch_add(1, Ordering::Relaxed).min(SHARED);
}

/// The slot that is not one thread's own.
const SHARED: usize = SLOTS - 1;

/// The slot of the present thread.
#[inline]
pub(crate) fn slot() -> usize {
    SLOT.try_with(|slot| *slot).unwrap_or(SHARED)
}

impl Counters {
    pub(crate) fn new() -> Self {
        Self {
            hits: std::array::from_fn(|_| Slot::default()),
            misses: AtomicU64::new(0),
            loads: AtomicU64::new(0),
        }
    }

    #[inline]
    pub(crate) fn hit(&self) {
        let slot = slot();
        let hits = &self.hits[slot].0;
        if slot == SHARED {
            hits.fetch_add(1, Ordering::Relaxed);
        } else {
            // Nobody else writes here: a locked instruction would be waited for in vain.
            hits.store(hits.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
        }
    }

    pub(crate) fn miss(&self) {
        self.misses.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn load(&self) {
        self.loads.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn read(&self, keys: usize, unknown: usize) -> Stats {
        Stats {
            keys,
            unknown,
            hits: self.hits.iter().map(|slot| slot.0.load(Ordering::Relaxed)).sum(),
            misses: self.misses.load(Ordering::Relaxed),
            loads: self.loads.load(Ordering::Relaxed),
        }
    }
}
