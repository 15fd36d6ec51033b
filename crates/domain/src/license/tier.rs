//! Tiers: how much of a product a licence gives.

use std::fmt;
use std::str::FromStr;

use crate::permission::is_word;
use crate::{Entity, Id, Timestamp};

use super::Slug;

/// A tier as the operator has set it up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    /// Its primary key; on the wire a tier goes by its name.
    pub id: Id<Tier>,
    /// Its name on the wire.
    pub name: Slug,
    /// Its place among the tiers: a change to a greater rank is an upgrade.
    pub rank: i64,
    /// On how many domains a licence may be active.
    pub domains: DomainLimit,
    /// What a licence of it unlocks.
    pub features: Vec<Feature>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Entity for Tier {
    const PREFIX: &'static str = "tier";
}

/// On how many domains a licence may be active: a number, or -1 for as many as there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DomainLimit(i64);

impl DomainLimit {
    /// No limit.
    pub const UNLIMITED: Self = Self(-1);

    /// A limit as the wire and storage write it. Errs below -1.
    pub fn new(limit: i64) -> Result<Self, &'static str> {
        if limit >= -1 { Ok(Self(limit)) } else { Err("must be -1, for no limit, or a number from 0") }
    }

    /// The number; -1 for no limit.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Whether there is room for one more beside `used`.
    pub fn has_room(self, used: u64) -> bool {
        u64::try_from(self.0).map_or(true, |limit| used < limit)
    }

    /// Whether `used` is more than there may be, as after a downgrade.
    pub fn is_exceeded(self, used: u64) -> bool {
        u64::try_from(self.0).is_ok_and(|limit| used > limit)
    }

    /// How many are left beside `used`; -1 for no limit.
    pub fn left(self, used: u64) -> i64 {
        u64::try_from(self.0)
            .map_or(-1, |limit| i64::try_from(limit.saturating_sub(used)).unwrap_or(i64::MAX))
    }
}

/// Something that a tier unlocks, such as `modules.premium`: a word of `[a-z][a-z0-9_.-]` up to 63 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Feature(Box<str>);

impl Feature {
    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Feature {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if is_word(text) {
            Ok(Self(text.into()))
        } else {
            Err("must be a word of [a-z][a-z0-9_.-] up to 63 characters")
        }
    }
}

impl fmt::Display for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minus_one_is_no_limit() {
        assert!(DomainLimit::UNLIMITED.has_room(u64::MAX) && !DomainLimit::UNLIMITED.is_exceeded(u64::MAX));
        assert_eq!(DomainLimit::UNLIMITED.left(7), -1);
        assert_eq!(DomainLimit::new(-1), Ok(DomainLimit::UNLIMITED));
        assert!(DomainLimit::new(-2).is_err());
    }

    #[test]
    fn a_limit_is_full_before_it_is_exceeded() {
        let two = DomainLimit::new(2).unwrap();
        assert_eq!(
            [1, 2, 3].map(|used| (two.has_room(used), two.is_exceeded(used))),
            [(true, false), (false, false), (false, true)]
        );
        assert_eq!([0, 2, 3].map(|used| two.left(used)), [2, 0, 0]);
        assert!(!DomainLimit::new(0).unwrap().has_room(0));
    }
}
