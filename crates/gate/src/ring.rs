//! Which entry goes when there is no more room.

use std::collections::VecDeque;

use keyward_token::Digest;

/// The digests of one shard's entries in the order of their arrival: a queue whose head is the clock's hand.
///
/// Every entry is in the ring, so the ring's bound is that of the entries. The reverse need not hold: an invalidated
/// entry stays behind until the hand passes, and one that came back is there twice; it may then leave a little early.
pub(crate) struct Ring {
    digests: VecDeque<Digest>,
    capacity: usize,
}

/// What becomes of the entry under the hand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It was used of late: once round again.
    Spared,
    /// It is gone.
    Gone,
}

/// How many entries in a row may be spared. A miss must not walk the whole ring because everything was used of late.
const PATIENCE: usize = 64;

impl Ring {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { digests: VecDeque::new(), capacity: capacity.max(1) }
    }

    /// Adds a digest. For room, `judge` is asked about others; with `false` it has to let the entry go.
    pub(crate) fn push(&mut self, digest: Digest, mut judge: impl FnMut(&Digest, bool) -> Fate) {
        let mut spared = 0;
        while self.digests.len() >= self.capacity
            && let Some(candidate) = self.digests.pop_front()
        {
            if judge(&candidate, spared < PATIENCE) == Fate::Spared {
                spared += 1;
                self.digests.push_back(candidate);
            }
        }
        self.digests.push_back(digest);
    }

    /// Empties the ring.
    pub(crate) fn drain(&mut self) -> impl Iterator<Item = Digest> {
        self.digests.drain(..)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(n: u8) -> Digest {
        Digest::from_bytes([n; 32])
    }

    #[test]
    fn the_first_that_is_not_spared_goes() {
        let mut ring = Ring::new(3);
        for n in 0..3 {
            ring.push(digest(n), |_, _| panic!("there is room"));
        }
        let mut asked = Vec::new();
        ring.push(digest(3), |candidate, _| {
            asked.push(*candidate);
            if *candidate == digest(1) { Fate::Gone } else { Fate::Spared }
        });
        assert_eq!(asked, [digest(0), digest(1)]);
        assert_eq!(ring.drain().collect::<Vec<_>>(), [digest(2), digest(0), digest(3)]);
    }

    #[test]
    fn patience_ends() {
        let mut ring = Ring::new(1000);
        for n in 0..=1000_u16 {
            let mut asked = 0;
            ring.push(digest((n % 251) as u8), |_, may_spare| {
                asked += 1;
                if may_spare { Fate::Spared } else { Fate::Gone }
            });
            assert!(asked <= PATIENCE + 1);
        }
        assert_eq!(ring.drain().count(), 1000);
    }

    #[test]
    fn there_is_always_room_for_one() {
        let mut ring = Ring::new(0);
        ring.push(digest(1), |_, _| Fate::Gone);
        ring.push(digest(2), |_, _| Fate::Gone);
        assert_eq!(ring.drain().collect::<Vec<_>>(), [digest(2)]);
    }
}
