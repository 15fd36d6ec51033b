//! What a key has to spend, and when it gets more (contract v1, part 6).

use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::{Entity, Id, Timestamp};

/// The account that a key spends from, which it shares with those that it was rotated from and into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credits {
    /// Which account.
    pub account: Id<Credits>,
    /// Which setting of it: each change of the credits by somebody makes another, and ends what was leased of the one before.
    pub version: i64,
    /// What nobody has leased yet.
    pub balance: Balance,
    /// When it gets more.
    pub refill: Option<Refill>,
    /// Up to when refills were paid in.
    pub refilled_at: Timestamp,
}

impl Entity for Credits {
    const PREFIX: &'static str = "credits";
}

/// A number of credits: 0 to 1,000,000,000,000,000, which any JSON reader holds exactly.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Balance(u64);

impl Balance {
    const MAX: u64 = 1_000_000_000_000_000;

    /// Takes a number of credits.
    pub fn new(credits: i64) -> Result<Self, &'static str> {
        match u64::try_from(credits) {
            Ok(number @ 0..=Self::MAX) => Ok(Self(number)),
            _ => Err("must be between 0 and 1000000000000000"),
        }
    }

    /// The number.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// As the databases hold it.
    pub const fn as_i64(self) -> i64 {
        self.0.cast_signed()
    }
}

/// Tops an account up to `amount` at the beginning of each interval, UTC. What is more than that stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refill {
    /// What there is then at least.
    pub amount: Balance,
    /// How often.
    pub interval: Interval,
}

/// How often an account is refilled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interval {
    /// At midnight.
    Daily,
    /// At midnight of this day of the month, 1 to 31; in a month that has no such day, of its last one.
    Monthly(u8),
}

impl Interval {
    /// From its word and its day.
    pub fn new(word: &str, day: Option<i64>) -> Result<Self, (&'static str, &'static str)> {
        match (word, day) {
            ("daily", None) => Ok(Self::Daily),
            ("daily", Some(_)) => Err(("day", "goes with `monthly` alone")),
            ("monthly", day) => match u8::try_from(day.unwrap_or(1)) {
                Ok(day @ 1..=31) => Ok(Self::Monthly(day)),
                _ => Err(("day", "must be between 1 and 31")),
            },
            _ => Err(("interval", "must be `daily` or `monthly`")),
        }
    }

    /// The word on the wire and in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Monthly(_) => "monthly",
        }
    }

    /// Its day, when it has one.
    pub const fn day(self) -> Option<u8> {
        match self {
            Self::Daily => None,
            Self::Monthly(day) => Some(day),
        }
    }

    /// The latest beginning of an interval at or before `now`.
    pub fn latest(self, now: Timestamp) -> Timestamp {
        self.beginning(now, false).unwrap_or(now)
    }

    /// The first one after `now`.
    pub fn next(self, now: Timestamp) -> Timestamp {
        self.beginning(now, true).unwrap_or(Timestamp::from_micros(i64::MAX))
    }

    fn beginning(self, now: Timestamp, next: bool) -> Option<Timestamp> {
        let instant = jiff::Timestamp::from_microsecond(now.as_micros()).ok()?;
        let today = instant.to_zoned(TimeZone::UTC).date();
        let date = match (self, next) {
            (Self::Daily, false) => today,
            (Self::Daily, true) => today.tomorrow().ok()?,
            (Self::Monthly(day), next) => {
                let this = in_month(today, day)?;
                match (this <= today, next) {
                    (true, false) | (false, true) => this,
                    (true, true) => in_month(today.first_of_month().checked_add(1.month()).ok()?, day)?,
                    (false, false) => in_month(today.first_of_month().checked_sub(1.month()).ok()?, day)?,
                }
            }
        };
        let midnight = date.to_zoned(TimeZone::UTC).ok()?.timestamp();
        Some(Timestamp::from_micros(midnight.as_microsecond()))
    }
}

fn in_month(date: Date, day: u8) -> Option<Date> {
    let last = date.last_of_month().day();
    Date::new(date.year(), date.month(), last.min(i8::try_from(day).ok()?)).ok()
}

impl FromStr for Balance {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<i64>().map_err(|_| "must be a whole number").and_then(Self::new)
    }
}

impl Credits {
    /// The account at `now`: topped up if an interval has begun since it was refilled last.
    #[must_use]
    pub fn at(mut self, now: Timestamp) -> Self {
        if let Some(refill) = self.refill {
            let begun = refill.interval.latest(now);
            if begun > self.refilled_at {
                self.refilled_at = begun;
                self.balance = self.balance.max(refill.amount);
            }
        }
        self
    }

    /// How much is leased to an instance that needs `need` at once: a block, or less when little is left, so that other
    /// instances find some too; never less than is needed, as far as there is so much.
    pub fn lease(&self, need: u64, block: u64) -> u64 {
        let share = self.balance.0.div_ceil(4).min(block);
        share.max(need).min(self.balance.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn credits(balance: i64, refill: Option<Refill>, refilled_at: &str) -> Credits {
        let balance = Balance::new(balance).unwrap();
        Credits { account: Id::new(1), version: 1, balance, refill, refilled_at: at(refilled_at) }
    }

    #[test]
    fn intervals_begin_at_midnight_utc() {
        let noon = at("2026-01-14T12:00:00Z");
        assert_eq!(Interval::Daily.latest(noon), at("2026-01-14T00:00:00Z"));
        assert_eq!(Interval::Daily.next(noon), at("2026-01-15T00:00:00Z"));
        let midnight = at("2026-01-14T00:00:00Z");
        assert_eq!(
            (Interval::Daily.latest(midnight), Interval::Daily.next(midnight)),
            (midnight, at("2026-01-15T00:00:00Z"))
        );
    }

    #[test]
    fn a_day_that_a_month_lacks_is_its_last() {
        for (day, now, latest, next) in [
            (31, "2026-02-27T23:59:59Z", "2026-01-31", "2026-02-28"),
            (31, "2026-02-28T00:00:00Z", "2026-02-28", "2026-03-31"),
            (29, "2028-02-29T05:00:00Z", "2028-02-29", "2028-03-29"),
            (30, "2026-03-01T05:00:00Z", "2026-02-28", "2026-03-30"),
            (1, "2026-12-31T05:00:00Z", "2026-12-01", "2027-01-01"),
            (15, "2026-01-02T05:00:00Z", "2025-12-15", "2026-01-15"),
        ] {
            let (now, midnight) = (at(now), |date: &str| at(&format!("{date}T00:00:00Z")));
            assert_eq!(Interval::Monthly(day).latest(now), midnight(latest), "{day} {now}");
            assert_eq!(Interval::Monthly(day).next(now), midnight(next), "{day} {now}");
        }
    }

    #[test]
    fn a_refill_tops_up_and_never_takes_away() {
        let refill = Some(Refill { amount: Balance::new(100).unwrap(), interval: Interval::Daily });
        let made = "2026-01-14T12:00:00Z";
        let balance = |before: i64, now: &str| credits(before, refill, made).at(at(now)).balance.get();
        assert_eq!(balance(3, "2026-01-14T23:59:59Z"), 3);
        assert_eq!(balance(3, "2026-01-15T00:00:00Z"), 100);
        assert_eq!(balance(3, "2026-03-01T00:00:00Z"), 100, "once for all that were missed");
        assert_eq!(balance(500, "2026-01-15T00:00:00Z"), 500);
        let paid = credits(3, refill, made).at(at("2026-01-15T09:00:00Z"));
        assert_eq!(paid.refilled_at, at("2026-01-15T00:00:00Z"));
        assert_eq!(credits(3, None, made).at(at("2027-01-01T00:00:00Z")).balance.get(), 3);
    }

    #[test]
    fn a_lease_leaves_some_for_others() {
        let lease = |balance, need| credits(balance, None, "2026-01-14T12:00:00Z").lease(need, 100);
        assert_eq!((lease(10_000, 1), lease(100, 1), lease(3, 1), lease(0, 1)), (100, 25, 1, 0));
        assert_eq!((lease(10_000, 500), lease(400, 500), lease(10, 0)), (500, 400, 3));
    }

    #[test]
    fn the_error_of_an_interval_names_its_field() {
        assert_eq!(Interval::new("monthly", None), Ok(Interval::Monthly(1)));
        for (word, day, field) in [
            ("weekly", None, "interval"),
            ("daily", Some(1), "day"),
            ("monthly", Some(32), "day"),
            ("monthly", Some(0), "day"),
        ] {
            assert_eq!(Interval::new(word, day).unwrap_err().0, field);
        }
    }
}
