//! Windows of time, UTC.

use std::str::FromStr;

use keyward_domain::Timestamp;
use keyward_storage::events::HOUR;

/// How wide a window is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// 60 seconds.
    Minute,
    /// 60 minutes.
    Hour,
    /// From midnight to midnight.
    Day,
    /// From the first to the first.
    Month,
}

impl Window {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Minute => "MINUTE",
            Self::Hour => "HOUR",
            Self::Day => "DAY",
            Self::Month => "MONTH",
        }
    }

    /// The first instant of the window in which a time lies.
    pub fn start(self, at: Timestamp) -> Timestamp {
        let step = match self {
            Self::Minute => HOUR / 60,
            Self::Hour => HOUR,
            Self::Day => 24 * HOUR,
            Self::Month => return at.month(),
        };
        Timestamp::from_micros(at.as_micros().div_euclid(step) * step)
    }
}

impl Window {
    /// The first instant of the window after the one in which a time lies.
    pub fn next(self, at: Timestamp) -> Timestamp {
        let span = match self {
            Self::Minute => HOUR / 60,
            Self::Hour => HOUR,
            Self::Day => 24 * HOUR,
            // No month is longer, and two are.
            Self::Month => 31 * 24 * HOUR,
        };
        self.start(Timestamp::from_micros(self.start(at).as_micros().saturating_add(span)))
    }
}

impl FromStr for Window {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Minute, Self::Hour, Self::Day, Self::Month]
            .into_iter()
            .find(|window| window.as_str() == text)
            .ok_or("must be MINUTE, HOUR, DAY or MONTH")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_followed_by_the_next_one() {
        for (window, at, next) in [
            (Window::Minute, "2027-02-28T23:59:59.5Z", "2027-03-01T00:00:00Z"),
            (Window::Day, "2027-02-28T00:00:00Z", "2027-03-01T00:00:00Z"),
            (Window::Month, "2027-01-31T00:00:00Z", "2027-02-01T00:00:00Z"),
            (Window::Month, "2027-02-01T00:00:00Z", "2027-03-01T00:00:00Z"),
            (Window::Month, "2027-12-01T00:00:00Z", "2028-01-01T00:00:00Z"),
        ] {
            assert_eq!(window.next(at.parse().unwrap()).to_string(), next);
        }
    }

    #[test]
    fn a_window_begins_where_the_calendar_says() {
        let at: Timestamp = "2027-02-28T23:59:59.5Z".parse().unwrap();
        for (window, start) in [
            (Window::Minute, "2027-02-28T23:59:00Z"),
            (Window::Hour, "2027-02-28T23:00:00Z"),
            (Window::Day, "2027-02-28T00:00:00Z"),
            (Window::Month, "2027-02-01T00:00:00Z"),
        ] {
            assert_eq!(window.start(at).to_string(), start);
            assert_eq!(window.as_str().parse(), Ok(window));
        }
        assert!("day".parse::<Window>().is_err());
    }
}
