//! The only limit of a key, which its checks take from where they are.

use std::sync::Arc;

use keyward_domain::Timestamp;
use keyward_token::Digest;

use super::cell::{Cell, Lent};
use super::{Count, Held, LimitReading};

/// A limit that every check takes from, of a key that has nothing else to take from.
pub(crate) struct Only {
    lent: Lent,
    most: u32,
    count: Arc<Count>,
}

impl Only {
    /// Of a key that is looked up: it may borrow what counts, unless it would be asked for it back at once.
    pub(crate) fn open(held: &Held) -> Self {
        if held.shared { Self::closed(held) } else { Self::new(held, Lent::open) }
    }

    /// Of one that nobody would find.
    pub(crate) fn closed(held: &Held) -> Self {
        Self::new(held, Lent::closed)
    }

    fn new(held: &Held, lent: impl FnOnce(&Cell) -> Lent) -> Self {
        Self { lent: lent(&held.count.cell), most: held.most, count: Arc::clone(&held.count) }
    }

    /// Takes a cost, which is not nothing. `None` decides nothing: it may be refused, or has to be taken elsewhere.
    #[inline]
    pub(crate) fn take(&self, key: &Digest, now: Timestamp, cost: u32) -> Option<LimitReading<'_>> {
        let taken = match self.lent.take(now, cost, self.most) {
            Some(taken) => taken,
            None if self.count.cell.is_settled() => self.count.cell.take(now, cost, self.most)?,
            None => self.count.cell.take_lent(&self.lent, key, now, cost, self.most)?,
        };
        Some(LimitReading::taken(&self.count.name, self.most, taken, cost, now))
    }

    /// Borrows what counts, if that may be.
    pub(crate) fn borrow(&self, key: &Digest) {
        self.count.cell.lend(&self.lent, key);
    }

    /// What it takes from.
    pub(crate) fn count(&self) -> &Count {
        &self.count
    }

    /// Gives back what counts, for good.
    pub(crate) fn settle(&self) {
        self.count.cell.settle(&self.lent);
    }

    /// Gives it back, never to have it again.
    pub(crate) fn close(&self) {
        self.count.cell.close(&self.lent);
    }
}
