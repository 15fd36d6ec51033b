//! Times as people say them; the exact one stands beside.

use keyward_domain::Timestamp;

/// A time on the page.
#[derive(Debug, Clone)]
pub(crate) struct Moment {
    /// RFC 3339.
    pub(crate) exact: String,
    /// `3 days ago`, `in 2 hours`.
    pub(crate) said: String,
}

/// From when on a unit is said, how long it is, and what it is called. Two months of days are still told by the day.
const STEPS: [(i64, i64, &str); 5] = [
    (365 * 86_400, 365 * 86_400, "year"),
    (60 * 86_400, 30 * 86_400, "month"),
    (86_400, 86_400, "day"),
    (3_600, 3_600, "hour"),
    (60, 60, "minute"),
];

impl Moment {
    /// As HTML. Neither text holds anything that somebody chose.
    pub(crate) fn html(&self) -> String {
        format!(r#"<time datetime="{0}" title="{0}">{1}</time>"#, self.exact, self.said)
    }

    pub(crate) fn new(time: Timestamp, now: Timestamp) -> Self {
        Self { exact: time.to_string(), said: said(time.as_seconds() - now.as_seconds()) }
    }
}

fn said(seconds: i64) -> String {
    let away = seconds.abs();
    let Some((_, length, unit)) = STEPS.into_iter().find(|(from, ..)| away >= *from) else {
        return if seconds > 0 { "in a moment" } else { "just now" }.to_owned();
    };
    // A key that was just made for 30 days ends in 30 days, and not in 29.
    let count = (away + length / 2) / length;
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
            (86_400 * 30 - 9, "in 30 days"),
            (86_400 * 30, "in 30 days"),
            (-86_400 * 40, "40 days ago"),
            (-86_400 * 75, "3 months ago"),
            (86_400 * 800, "in 2 years"),
        ] {
            assert_eq!(said(seconds), expected);
        }
    }
}
