//! Time along a plot, in hours or days.

use std::time::Duration;

use keyward_domain::Timestamp;

const HOUR_SECONDS: i64 = 3_600;
const DAY_SECONDS: i64 = 86_400;

/// The size of the plane that plots are drawn on.
pub(super) const WIDTH: f64 = 720.0;
pub(super) const HEIGHT: f64 = 160.0;

/// The steps of a time, each with its part of the plane's width.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axis {
    first: i64,
    step: i64,
    count: usize,
}

impl Axis {
    /// The hours of a time, or its days.
    pub(super) fn of(from: Timestamp, to: Timestamp, interval: &str) -> Self {
        let step = if interval == "hour" { HOUR_SECONDS } else { DAY_SECONDS };
        let begin = |at: Timestamp| at.as_seconds().div_euclid(step);
        let first = begin(from);
        let count = usize::try_from(begin(to.minus(Duration::from_micros(1))) - first + 1);
        Self { first, step, count: count.unwrap_or(1).max(1) }
    }

    /// How many steps there are.
    pub(super) const fn count(self) -> usize {
        self.count
    }

    /// Which step a time lies in.
    pub(super) fn place(self, at: Timestamp) -> Option<usize> {
        let place = at.as_seconds().div_euclid(self.step) - self.first;
        usize::try_from(place).ok().filter(|place| *place < self.count)
    }

    /// When a step began, for people.
    pub(super) fn label(self, place: usize) -> String {
        let seconds = (self.first + i64::try_from(place).unwrap_or_default()) * self.step;
        let text = Timestamp::from_micros(seconds.saturating_mul(1_000_000)).to_string();
        if self.step == HOUR_SECONDS { text[..16].replace('T', " ") } else { text[..10].to_owned() }
    }

    /// The first and the last step.
    pub(super) fn ends(self) -> (String, String) {
        (self.label(0), self.label(self.count - 1))
    }

    /// Where the bar of a step begins, and how wide it is.
    pub(super) fn bar(self, place: usize) -> (String, String) {
        let pitch = WIDTH / precise(self.count as u64);
        (format!("{:.1}", precise(place as u64) * pitch + pitch * 0.12), format!("{:.1}", pitch * 0.76))
    }
}

/// As a place on the plane. Past 2^53 it is not exact, and no eye sees that.
#[expect(clippy::cast_precision_loss, reason = "it is drawn in tenths of a pixel")]
pub(super) const fn precise(count: u64) -> f64 {
    count as f64
}
