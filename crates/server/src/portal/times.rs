//! Times as people say them; the exact one stands beside.

use keyward_domain::Timestamp;

/// A time on the page.
#[derive(Debug, Clone)]
pub(super) struct Moment {
    /// RFC 3339.
    pub(super) exact: String,
    /// `3 days ago`, `in 2 hours`.
    pub(super) said: String,
}

const STEPS: [(i64, &str); 5] =
    [(365 * 86_400, "year"), (30 * 86_400, "month"), (86_400, "day"), (3_600, "hour"), (60, "minute")];

impl Moment {
    pub(super) fn new(time: Timestamp, now: Timestamp) -> Self {
        Self { exact: time.to_string(), said: said(time.as_seconds() - now.as_seconds()) }
    }
}

fn said(seconds: i64) -> String {
    let away = seconds.abs();
    let Some((length, unit)) = STEPS.into_iter().find(|(length, _)| away >= *length) else {
        return if seconds > 0 { "in a moment" } else { "just now" }.to_owned();
    };
    let count = away / length;
    let plural = if count == 1 { "" } else { "s" };
    if seconds > 0 { format!("in {count} {unit}{plural}") } else { format!("{count} {unit}{plural} ago") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_unit_that_fits_is_said() {
        for (seconds, expected) in [
            (0, "just now"),
            (-59, "just now"),
            (30, "in a moment"),
            (-60, "1 minute ago"),
            (7_200, "in 2 hours"),
            (-86_400 * 45, "1 month ago"),
            (86_400 * 800, "in 2 years"),
        ] {
            assert_eq!(said(seconds), expected);
        }
    }
}
