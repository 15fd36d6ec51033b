//! Plots, drawn by the server: they are there without a script, and nothing moves when they come.

use keyward_authority::usage::Usage;
use keyward_domain::Code;

use super::axis::{self, Axis, precise};

/// What was answered in one step of time.
#[derive(Debug, Clone)]
pub(super) struct Bar {
    pub(super) x: String,
    pub(super) width: String,
    pub(super) passed: Part,
    pub(super) refused: Part,
    /// When the step began, for people.
    pub(super) label: String,
}

/// A part of a bar.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) count: u64,
    pub(super) y: String,
    pub(super) height: String,
}

/// Answers over time.
#[derive(Debug, Clone)]
pub(super) struct Chart {
    pub(super) bars: Vec<Bar>,
    /// The most answers in one step: what the top of the plane stands for.
    pub(super) most: u64,
    pub(super) passed: u64,
    pub(super) refused: u64,
    /// The first and the last step.
    pub(super) ends: (String, String),
}

impl Chart {
    /// The size of the plane that bars are drawn on.
    pub(super) const WIDTH: f64 = axis::WIDTH;
    pub(super) const HEIGHT: f64 = axis::HEIGHT;

    /// A plot of hours or days.
    pub(super) fn of(usage: &Usage) -> Self {
        let axis = Axis::of(usage.from, usage.to, usage.interval);
        let mut counts = vec![(0_u64, 0_u64); axis.count()];
        for (at, answers) in &usage.answers.steps {
            let place = axis.place(*at).and_then(|place| counts.get_mut(place));
            let Some((passed, refused)) = place else { continue };
            for (code, count) in answers {
                if *code == Code::Valid { *passed += count } else { *refused += count }
            }
        }
        let most = counts.iter().map(|(passed, refused)| passed + refused).max().unwrap_or_default();
        let bar = |(place, (passed, refused)): (usize, &(u64, u64))| {
            let high = |count: u64| precise(count) / precise(most.max(1)) * (Self::HEIGHT - 4.0);
            let (up, top) = (high(*passed), high(*refused));
            let part = |count: u64, y: f64, height: f64| Part {
                count,
                y: format!("{y:.1}"),
                height: format!("{height:.1}"),
            };
            let (x, width) = axis.bar(place);
            Bar {
                x,
                width,
                passed: part(*passed, Self::HEIGHT - up, up),
                refused: part(*refused, Self::HEIGHT - up - top, top),
                label: axis.label(place),
            }
        };
        Self {
            most,
            passed: counts.iter().map(|(passed, _)| passed).sum(),
            refused: counts.iter().map(|(_, refused)| refused).sum(),
            ends: axis.ends(),
            bars: counts.iter().enumerate().map(bar).collect(),
        }
    }

    /// Whether there is nothing to see.
    pub(super) fn is_empty(&self) -> bool {
        self.most == 0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use keyward_authority::usage::Answers;
    use keyward_domain::Timestamp;

    use super::*;

    #[test]
    fn each_step_has_its_bar_and_the_highest_fills_the_plane() {
        let at = |hours: i64| Timestamp::from_micros(hours * 3_600 * 1_000_000);
        let answers = Answers {
            steps: vec![
                (at(1), BTreeMap::from([(Code::Valid, 3), (Code::Expired, 1)])),
                (at(3), BTreeMap::from([(Code::Valid, 2)])),
            ],
        };
        let chart = Chart::of(&Usage { from: at(0), to: at(4), interval: "hour", answers });
        assert_eq!((chart.bars.len(), chart.most, chart.passed, chart.refused), (4, 4, 5, 1));
        assert_eq!((chart.bars[1].passed.y.as_str(), chart.bars[1].refused.y.as_str()), ("43.0", "4.0"));
        assert_eq!(chart.bars[0].passed.height, "0.0");
        assert_eq!(chart.ends, ("1970-01-01 00:00".to_owned(), "1970-01-01 03:00".to_owned()));
    }
}
