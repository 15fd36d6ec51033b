//! Too many requests, and when there may be another.

use std::fmt;

use axum::http::{HeaderName, HeaderValue, header};
use keyward_domain::Timestamp;

use super::counter::Window;
use crate::config::Period;

/// Too many requests.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limited {
    limit: u32,
    period: Period,
    ends_at: Timestamp,
    now: Timestamp,
}

impl Limited {
    pub(super) fn new(limit: u32, period: Period, window: Window, now: Timestamp) -> Self {
        Self { limit, period, ends_at: window.ends_at, now }
    }

    /// slowapi's four, in whole seconds: the window is over at `x-ratelimit-reset` and after `retry-after`, never before.
    pub(crate) fn headers(&self) -> [(HeaderName, HeaderValue); 4] {
        let left = self.ends_at.as_micros().saturating_sub(self.now.as_micros());
        let seconds = left.saturating_add(999_999).div_euclid(1_000_000).max(1);
        [
            (HeaderName::from_static("x-ratelimit-limit"), self.limit.into()),
            (HeaderName::from_static("x-ratelimit-remaining"), 0.into()),
            (HeaderName::from_static("x-ratelimit-reset"), (self.ends_at.as_seconds() + 1).into()),
            (header::RETRY_AFTER, seconds.into()),
        ]
    }
}

/// slowapi's words.
impl fmt::Display for Limited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, unit) = self.period.parts();
        write!(f, "Rate limit exceeded: {} per {count} {unit}", self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_told_in_whole_seconds_and_never_too_early() {
        let at = Timestamp::from_micros;
        let limited = |now| {
            let window = Window { hits: 6, ends_at: at(60_500_000) };
            Limited::new(5, "minute".parse().unwrap(), window, at(now))
        };
        let shown = |now| limited(now).headers().map(|(_, value)| value.to_str().unwrap().to_owned());
        assert_eq!(shown(500_000), ["5", "0", "61", "60"]);
        assert_eq!(shown(60_499_999), ["5", "0", "61", "1"]);
        assert_eq!(limited(0).to_string(), "Rate limit exceeded: 5 per 1 minute");
    }
}
