//! How long checks take over time, drawn by the server: for each step a bar from what half of them took at most up to what 99 of 100 did.

use keyward_authority::usage::times::Times;
use keyward_domain::Histogram;

use super::axis::{Axis, HEIGHT, WIDTH};
use super::figures::{grouped, took};

/// How thick the mark of the half is drawn.
const MARK: f64 = 2.5;

/// A step of time in which there were checks.
#[derive(Debug, Clone)]
pub(super) struct Span {
    pub(super) x: String,
    pub(super) width: String,
    /// The top, where 99 of 100 are, and how far down it is to the half.
    pub(super) top: String,
    pub(super) height: String,
    /// Where the mark of the half begins, which ends at it.
    pub(super) half_at: String,
    /// When the step began.
    pub(super) label: String,
    pub(super) half: String,
    pub(super) most: String,
    pub(super) count: String,
}

/// A line across the plane.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// How far down it is, in percent.
    pub(super) y: String,
    pub(super) label: String,
}

/// How long checks took, on a scale on which each line is ten times the one below.
#[derive(Debug, Clone)]
pub(super) struct Latency {
    pub(super) spans: Vec<Span>,
    pub(super) lines: Vec<Line>,
    /// What half of all of them took, and 99 of 100.
    pub(super) half: String,
    pub(super) most: String,
    /// The first and the last step.
    pub(super) ends: (String, String),
}

impl Latency {
    /// The size of the plane.
    pub(super) const WIDTH: f64 = WIDTH;
    pub(super) const HEIGHT: f64 = HEIGHT;
    pub(super) const MARK: f64 = MARK;

    /// `None`: there was no check.
    pub(super) fn of(times: &Times) -> Option<Self> {
        let (half, most) = quantiles(&times.total())?;
        let axis = Axis::of(times.from, times.to, times.interval);
        let steps = times.steps.iter().filter_map(|(at, all)| Some((axis.place(*at)?, all, quantiles(all)?)));
        let steps: Vec<_> = steps.collect();
        let least = steps.iter().map(|(_, _, (half, _))| *half).fold(half, f64::min);
        let longest = steps.iter().map(|(_, _, (_, most))| *most).fold(most, f64::max);
        // Whole powers of ten, at least one apart.
        let low = least.max(1.0).log10().floor();
        let high = longest.max(1.0).log10().ceil().max(low + 1.0);
        let y = |micros: f64| (high - micros.max(1.0).log10()) / (high - low) * HEIGHT;
        let span = |(place, all, (half, most)): &(usize, &Histogram, (f64, f64))| {
            let (x, width) = axis.bar(*place);
            let (top, half_at) = (y(*most), y(*half));
            Span {
                x,
                width,
                top: format!("{top:.1}"),
                // Where all took about as long there is still something to see.
                height: format!("{:.1}", (half_at - top).max(2.0)),
                half_at: format!("{:.1}", half_at - MARK),
                label: axis.label(*place),
                half: took(*half),
                most: took(*most),
                count: grouped(all.total()),
            }
        };
        let mut lines = Vec::new();
        let mut power = low;
        while power <= high {
            let at = y(10_f64.powf(power)) / HEIGHT * 100.0;
            lines.push(Line { y: format!("{at:.2}"), label: round(10_f64.powf(power)) });
            power += 1.0;
        }
        Some(Self {
            spans: steps.iter().map(span).collect(),
            lines,
            half: took(half),
            most: took(most),
            ends: axis.ends(),
        })
    }
}

fn quantiles(all: &Histogram) -> Option<(f64, f64)> {
    Some((all.quantile(0.5)?, all.quantile(0.99)?))
}

/// A power of ten of microseconds: `100 µs`, `1 ms`.
fn round(micros: f64) -> String {
    match micros {
        less if less < 999.5 => format!("{less:.0} µs"),
        less if less < 999_500.0 => format!("{:.0} ms", less / 1e3),
        more => format!("{:.0} s", more / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use keyward_domain::Timestamp;

    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_micros(hours * 3_600 * 1_000_000)
    }

    fn of(at_most: u64) -> Histogram {
        let mut histogram = Histogram::default();
        histogram.add(at_most, 4);
        histogram
    }

    #[test]
    fn hours_with_checks_have_a_bar_between_powers_of_ten() {
        let steps = vec![(at(1), of(100)), (at(3), of(5_000))];
        let told = Latency::of(&Times { from: at(0), to: at(4), interval: "hour", steps }).unwrap();
        let labels: Vec<_> = told.lines.iter().map(|line| (line.label.as_str(), line.y.as_str())).collect();
        assert_eq!(labels, [("10 µs", "100.00"), ("100 µs", "66.67"), ("1 ms", "33.33"), ("10 ms", "0.00")]);
        let [first, second] = told.spans.as_slice() else { panic!("{told:?}") };
        assert_eq!(
            (first.label.as_str(), first.half.as_str(), first.most.as_str()),
            ("1970-01-01 01:00", "75 µs", "100 µs")
        );
        assert_eq!((second.most.as_str(), second.count.as_str()), ("5.0 ms", "4"));
        let number = |text: &str| text.parse::<f64>().unwrap();
        assert!(
            number(&second.top) < number(&second.half_at) && number(&second.half_at) < number(&first.top)
        );
        assert_eq!(told.ends.1, "1970-01-01 03:00");
    }

    #[test]
    fn where_there_was_no_check_there_is_no_plot() {
        assert!(
            Latency::of(&Times { from: at(0), to: at(4), interval: "hour", steps: Vec::new() }).is_none()
        );
    }
}
