//! Points in time, to the microsecond, and the clock that hands them in.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// A point in time: microseconds since the Unix epoch, UTC.
///
/// Prints as RFC 3339 with `Z`; the fraction is left out when it is zero (contract v1, head).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// The text is not an RFC 3339 date and time with an offset, or lies outside the years 0000..=9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be an RFC 3339 date and time, such as 2027-01-31T09:00:00Z")]
pub struct TimestampError;

impl Timestamp {
    /// Wraps microseconds since the Unix epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the Unix epoch.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since the Unix epoch, rounded down.
    pub const fn as_seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// The first instant of its month, UTC; itself outside the years of the calendar.
    #[must_use]
    pub fn month(self) -> Self {
        let start = jiff::Timestamp::from_microsecond(self.0).ok().and_then(|at| {
            let first = at.to_zoned(jiff::tz::TimeZone::UTC).date().first_of_month();
            first.to_zoned(jiff::tz::TimeZone::UTC).ok()
        });
        start.map_or(self, |start| Self(start.timestamp().as_microsecond()))
    }

    /// This time plus a duration; the end of time if that overflows.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)))
    }

    /// This time less a duration; the beginning of time if that overflows.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)))
    }

    /// This time plus calendar months in UTC; a day that the month has not is its last (31 January plus one month: 28 or 29 February).
    /// The end of the year 9999 if that overflows.
    #[must_use]
    pub fn plus_months(self, months: u32) -> Self {
        let zoned =
            jiff::Timestamp::from_microsecond(self.0).map(|time| time.to_zoned(jiff::tz::TimeZone::UTC));
        // More than the years there are overflows whatever it is added to.
        let span = jiff::Span::new().try_months(i64::from(months));
        let sum = zoned.and_then(|zoned| zoned.checked_add(span?));
        Self(sum.map_or(jiff::Timestamp::MAX.as_microsecond(), |sum| sum.timestamp().as_microsecond()))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(timestamp) => timestamp.fmt(f),
            Err(_) => write!(f, "{}us", self.0),
        }
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        let parsed: jiff::Timestamp = text.parse().map_err(|_| TimestampError)?;
        Ok(Self(parsed.as_microsecond()))
    }
}

/// Where the time comes from. The one real clock is made by the composition root.
pub trait Clock: Send + Sync {
    /// The present time.
    fn now(&self) -> Timestamp;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_rfc_3339_and_leaves_a_zero_fraction_out() {
        assert_eq!(Timestamp::from_micros(0).to_string(), "1970-01-01T00:00:00Z");
        assert_eq!(Timestamp::from_micros(1_500_000).to_string(), "1970-01-01T00:00:01.5Z");
    }

    #[test]
    fn reads_offsets_and_refuses_what_is_no_time() {
        let utc: Timestamp = "2027-01-31T09:00:00Z".parse().unwrap();
        assert_eq!("2027-01-31T10:00:00+01:00".parse(), Ok(utc));
        for bad in ["", "<string>", "2027-01-31", "2027-02-30T00:00:00Z", "1798707600"] {
            assert_eq!(bad.parse::<Timestamp>(), Err(TimestampError), "{bad}");
        }
    }

    #[test]
    fn a_month_begins_on_its_first() {
        for (at, month) in [
            ("2027-01-31T23:59:59.999999Z", "2027-01-01T00:00:00Z"),
            ("2027-02-01T00:00:00Z", "2027-02-01T00:00:00Z"),
            ("1969-12-31T23:00:00Z", "1969-12-01T00:00:00Z"),
        ] {
            assert_eq!(at.parse::<Timestamp>().unwrap().month().to_string(), month);
        }
    }

    #[test]
    fn a_month_ends_where_the_calendar_says() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(at("2028-01-31T09:00:00Z").plus_months(1), at("2028-02-29T09:00:00Z"));
        assert_eq!(at("2026-11-30T23:59:59.000001Z").plus_months(12), at("2027-11-30T23:59:59.000001Z"));
        let end = at("9999-12-30T00:00:00Z").plus_months(1);
        assert_eq!(
            (end, end.plus_months(u32::MAX)),
            (Timestamp::from_micros(jiff::Timestamp::MAX.as_microsecond()), end)
        );
    }

    #[test]
    fn never_overflows() {
        let end = Timestamp::from_micros(i64::MAX);
        assert_eq!(end.plus(Duration::MAX), end);
        assert_eq!(Timestamp::from_micros(i64::MIN).minus(Duration::from_secs(1)).as_micros(), i64::MIN);
    }
}
