//! Packs: licences bought in bulk, to be made when they are needed (contract hub, A.1).

use crate::{Entity, Id, Name, Timestamp};

/// A pack of an account's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// Its id.
    pub id: Id<Pack>,
    /// What it is a pack of, in the operator's words.
    pub bundle: Name,
    /// How many licences were bought.
    pub size: u32,
    /// How many of them were made.
    pub used: u32,
    /// When it was bought.
    pub created_at: Timestamp,
}

impl Entity for Pack {
    const PREFIX: &'static str = "pack";
}

impl Pack {
    /// How many are left.
    pub const fn remaining(&self) -> u32 {
        self.size.saturating_sub(self.used)
    }

    /// `active`, or `exhausted` when nothing is left.
    pub const fn status(&self) -> &'static str {
        if self.remaining() > 0 { "active" } else { "exhausted" }
    }
}

/// How many to take from each pack so that it makes `count` in all, the oldest first; `None` when there are not so many.
pub fn draw(packs: &[Pack], count: u32) -> Option<Vec<(Id<Pack>, u32)>> {
    let mut missing = count;
    let mut taken = Vec::new();
    for pack in packs {
        let some = pack.remaining().min(missing);
        if some > 0 {
            taken.push((pack.id, some));
            missing -= some;
        }
    }
    (missing == 0).then_some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack(id: i64, size: u32, used: u32) -> Pack {
        let bundle = "Theme".parse().unwrap();
        Pack { id: Id::new(id), bundle, size, used, created_at: Timestamp::from_micros(0) }
    }

    #[test]
    fn the_oldest_go_first_and_all_or_nothing() {
        let packs = [pack(1, 5, 5), pack(2, 5, 3), pack(3, 10, 0)];
        assert_eq!(draw(&packs, 4), Some(vec![(Id::new(2), 2), (Id::new(3), 2)]));
        assert_eq!(draw(&packs, 12), Some(vec![(Id::new(2), 2), (Id::new(3), 10)]));
        assert_eq!(draw(&packs, 13), None);
        assert_eq!(draw(&[], 0), Some(vec![]));
        assert_eq!((packs[0].status(), packs[1].status()), ("exhausted", "active"));
    }
}
