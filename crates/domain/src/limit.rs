//! How much a key may do in a stretch of time (contract v1, part 6).

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// Never more than `most` units in any stretch of `window`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// By which a check names it.
    pub name: LimitName,
    /// The most units.
    pub most: Units,
    /// In any stretch this long.
    pub window: Window,
    /// Whether every check takes from it, or only one that names it.
    pub auto: bool,
    /// Who shares its count.
    pub scope: LimitScope,
}

/// Who shares the count of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LimitScope {
    /// The key, and those that it was rotated from and into.
    Key,
    /// All keys of its owner that have a limit of the same name and window in this scope.
    Owner,
}

impl LimitScope {
    /// The word on the wire and in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Owner => "owner",
        }
    }
}

impl FromStr for LimitScope {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "key" => Ok(Self::Key),
            "owner" => Ok(Self::Owner),
            _ => Err("must be `key` or `owner`"),
        }
    }
}

/// The name of a limit: 1 to 64 of `a-z`, `0-9`, `_`, `.`, `-`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LimitName(Box<str>);

impl LimitName {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LimitName {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'-');
        if (1..=64).contains(&text.len()) && text.bytes().all(known) {
            Ok(Self(text.into()))
        } else {
            Err("must be 1 to 64 characters of a-z, 0-9, `_`, `.` and `-`")
        }
    }
}

impl fmt::Display for LimitName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How many units a limit allows: 1 to 4,000,000,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Units(u32);

impl Units {
    /// Takes a number of units.
    pub fn new(units: i64) -> Result<Self, &'static str> {
        match u32::try_from(units) {
            Ok(number @ 1..=4_000_000_000) => Ok(Self(number)),
            _ => Err("must be between 1 and 4000000000"),
        }
    }

    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

/// The stretch of a limit: 1 second to 365 days, in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Window(u32);

impl Window {
    /// Takes a number of seconds.
    pub fn from_seconds(seconds: i64) -> Result<Self, &'static str> {
        match u32::try_from(seconds) {
            Ok(number @ 1..=31_536_000) => Ok(Self(number)),
            _ => Err("must be between 1 and 31536000 (365 days)"),
        }
    }

    /// In seconds.
    pub const fn as_seconds(self) -> u32 {
        self.0
    }

    /// As a duration.
    pub const fn as_duration(self) -> Duration {
        Duration::from_secs(self.0 as u64)
    }
}

/// What a use takes from credits and limits: 0 (only looks) to 1,000,000,000; 1 by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cost(u32);

impl Cost {
    /// A look.
    pub const NOTHING: Self = Self(0);
    /// What is usual.
    pub const ONE: Self = Self(1);

    /// Takes a number.
    pub fn new(cost: i64) -> Result<Self, &'static str> {
        match u32::try_from(cost) {
            Ok(number @ 0..=1_000_000_000) => Ok(Self(number)),
            _ => Err("must be between 0 and 1000000000"),
        }
    }

    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

/// The limits of a key: at most 20, each of another name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits(Box<[Limit]>);

impl Limits {
    /// The most limits of one key.
    pub const MAX: usize = 20;

    /// Takes a list. The error names the entry's index and the reason.
    pub fn new(limits: Vec<Limit>) -> Result<Self, (usize, &'static str)> {
        if limits.len() > Self::MAX {
            return Err((Self::MAX, "must be one of at most 20 limits"));
        }
        for (index, limit) in limits.iter().enumerate() {
            if limits[..index].iter().any(|earlier| earlier.name == limit.name) {
                return Err((index, "has the name of another limit"));
            }
        }
        Ok(Self(limits.into()))
    }

    /// In the order in which they were given.
    pub fn iter(&self) -> std::slice::Iter<'_, Limit> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> IntoIterator for &'a Limits {
    type Item = &'a Limit;
    type IntoIter = std::slice::Iter<'a, Limit>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(name: &str) -> Limit {
        Limit {
            name: name.parse().unwrap(),
            most: Units::new(1).unwrap(),
            window: Window::from_seconds(1).unwrap(),
            auto: true,
            scope: LimitScope::Key,
        }
    }

    #[test]
    fn names_are_short_and_plain() {
        for good in ["a", "requests.per-minute_2", &"a".repeat(64)] {
            assert!(good.parse::<LimitName>().is_ok(), "{good}");
        }
        for bad in ["", "A", "a b", "é", &"a".repeat(65)] {
            assert!(bad.parse::<LimitName>().is_err(), "{bad}");
        }
    }

    #[test]
    fn numbers_have_bounds() {
        assert!(Units::new(0).is_err() && Units::new(4_000_000_001).is_err() && Units::new(-1).is_err());
        assert_eq!(Units::new(4_000_000_000).unwrap().get(), 4_000_000_000);
        assert!(Window::from_seconds(0).is_err() && Window::from_seconds(315_360_000).is_err());
        assert_eq!(Window::from_seconds(31_536_000).unwrap().as_duration(), Duration::from_hours(365 * 24));
        assert!(Cost::new(-1).is_err() && Cost::new(1_000_000_001).is_err() && Cost::new(0).is_ok());
    }

    #[test]
    fn a_name_is_there_once() {
        assert_eq!(Limits::new(vec![limit("a"), limit("b"), limit("a")]).unwrap_err().0, 2);
        let many = |count: usize| (0..count).map(|n| limit(&n.to_string())).collect();
        assert_eq!(Limits::new(many(21)).unwrap_err().0, 20);
        assert_eq!(Limits::new(many(20)).unwrap().len(), 20);
    }
}
