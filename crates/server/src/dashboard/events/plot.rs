//! What events come to over time, drawn by the server: a plot for each group, all to one scale.

use std::collections::BTreeMap;

use keyward_domain::Timestamp;
use keyward_metering::usage::{Usage, Window};
use serde_json::Value;

use crate::dashboard::chart::Chart;

/// As many bars as there is room for, on all plots together.
const MOST_BARS: usize = 400;
/// As many plots as anybody compares.
const MOST_PLOTS: usize = 6;

/// The values of a group.
#[derive(Debug)]
pub(super) struct Plot {
    /// What the group is; empty where there is one alone.
    pub(super) name: String,
    pub(super) bars: Vec<Bar>,
}

/// The value of one window.
#[derive(Debug)]
pub(super) struct Bar {
    pub(super) x: String,
    pub(super) width: String,
    pub(super) y: String,
    pub(super) height: String,
    /// When it began, and what it came to.
    pub(super) label: String,
    pub(super) value: String,
}

/// Plots, and what their scale is.
#[derive(Debug)]
pub(super) struct Plots {
    pub(super) all: Vec<Plot>,
    /// How many groups there is no room for.
    pub(super) others: usize,
    /// What the top and the bottom of the plane stand for.
    pub(super) top: String,
    pub(super) bottom: String,
    /// The first and the last window.
    pub(super) ends: (String, String),
}

/// Windows that are more than there is room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooMany;

impl Plots {
    pub(super) const TOO_MANY: &'static str =
        "makes more than 400 steps of this time: choose a wider one, or less time";

    pub(super) fn of(usage: &Usage, window: Window, from: Timestamp, to: Timestamp) -> Result<Self, TooMany> {
        let steps = steps(window, from, to)?;
        let place_of: BTreeMap<Timestamp, usize> = steps.iter().copied().zip(0..).collect();
        let mut groups: BTreeMap<String, Vec<(usize, &Value)>> = BTreeMap::new();
        for row in &usage.rows {
            let place = row.window_start.and_then(|start| place_of.get(&start));
            if let Some(place) = place {
                groups.entry(group_name(&row.group)).or_default().push((*place, &row.value));
            }
        }
        let number = |value: &Value| value.as_f64().unwrap_or_default();
        let weight =
            |rows: &[(usize, &Value)]| rows.iter().map(|(_, value)| number(value).abs()).sum::<f64>();
        let mut sorted: Vec<_> = groups.into_iter().collect();
        // The heaviest first; equal ones stay by name.
        sorted.sort_by(|(_, one), (_, other)| weight(other).total_cmp(&weight(one)));
        let room = (MOST_BARS / steps.len().max(1)).clamp(1, MOST_PLOTS);
        let others = sorted.len().saturating_sub(room);
        sorted.truncate(room);
        let values = || sorted.iter().flat_map(|(_, rows)| rows.iter().map(|(_, value)| number(value)));
        let (low, high) = (values().fold(0.0, f64::min), values().fold(0.0, f64::max));
        let pitch = Chart::WIDTH / precise(steps.len().max(1));
        let scale = (Chart::HEIGHT - 4.0) / (high - low).max(f64::MIN_POSITIVE);
        let y = |value: f64| Chart::HEIGHT - (value - low) * scale;
        let bar = |(place, value): (usize, &Value)| {
            let (of_value, of_nothing) = (y(number(value)), y(0.0));
            Bar {
                x: format!("{:.1}", precise(place) * pitch + pitch * 0.12),
                width: format!("{:.1}", pitch * 0.76),
                y: format!("{:.1}", of_value.min(of_nothing)),
                height: format!("{:.1}", (of_value - of_nothing).abs()),
                label: label(window, steps[place]),
                value: said(value),
            }
        };
        let plot = |(name, rows): (String, Vec<(usize, &Value)>)| Plot {
            name,
            bars: rows.into_iter().map(bar).collect(),
        };
        Ok(Self {
            others,
            top: rounded(high),
            bottom: rounded(low),
            ends: (
                steps.first().map(|start| label(window, *start)).unwrap_or_default(),
                steps.last().map(|start| label(window, *start)).unwrap_or_default(),
            ),
            all: sorted.clone().into_iter().map(plot).collect(),
        })
    }
}

/// The windows of a time.
fn steps(window: Window, from: Timestamp, to: Timestamp) -> Result<Vec<Timestamp>, TooMany> {
    let mut steps = Vec::new();
    let mut start = window.start(from);
    while start < to {
        if steps.len() == MOST_BARS {
            return Err(TooMany);
        }
        steps.push(start);
        start = window.next(start);
    }
    Ok(steps)
}

/// What a group is called.
pub(super) fn group_name(group: &[Option<String>]) -> String {
    group.iter().map(|one| one.as_deref().unwrap_or("(none)")).collect::<Vec<_>>().join(" · ")
}

/// When a window began, for people, in UTC.
pub(super) fn label(window: Window, start: Timestamp) -> String {
    let text = start.to_string();
    let end = match window {
        Window::Minute | Window::Hour => 16,
        Window::Day => 10,
        Window::Month => 7,
    };
    text.get(..end).unwrap_or(&text).replace('T', " ")
}

/// A value as it is written in a table.
pub(super) fn said(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn rounded(value: f64) -> String {
    let text = if value.abs() >= 1e15 { format!("{value:.3e}") } else { format!("{value:.3}") };
    if text.contains('e') { text } else { text.trim_end_matches('0').trim_end_matches('.').to_owned() }
}

/// As a place on the plane.
#[expect(clippy::cast_precision_loss, reason = "it is at most a few hundred")]
const fn precise(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use keyward_metering::usage::{Aggregation, Row, Skipped};
    use serde_json::json;

    use super::*;

    fn usage(rows: Vec<(&str, Option<&str>, Value)>) -> Usage {
        let row = |(start, group, value): (&str, Option<&str>, Value)| Row {
            window_start: Some(start.parse().unwrap()),
            group: vec![group.map(str::to_owned)],
            value,
        };
        Usage {
            event_name: "a".to_owned(),
            aggregation: Aggregation::Sum,
            window: Some(Window::Day),
            group_by: vec!["model".to_owned()],
            rows: rows.into_iter().map(row).collect(),
            skipped: Skipped::default(),
        }
    }

    fn plots(usage: &Usage, from: &str, to: &str) -> Result<Plots, TooMany> {
        Plots::of(usage, Window::Day, from.parse().unwrap(), to.parse().unwrap())
    }

    #[test]
    fn each_group_has_its_plot_to_one_scale_and_the_heaviest_comes_first() {
        let usage = usage(vec![
            ("2026-01-01T00:00:00Z", Some("small"), json!(2)),
            ("2026-01-01T00:00:00Z", None, json!(4)),
            ("2026-01-02T00:00:00Z", Some("small"), json!(-1.5)),
        ]);
        let plots = plots(&usage, "2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z").unwrap();
        let names: Vec<_> = plots.all.iter().map(|plot| plot.name.as_str()).collect();
        assert_eq!(names, ["(none)", "small"]);
        assert_eq!((plots.top.as_str(), plots.bottom.as_str(), plots.others), ("4", "-1.5", 0));
        assert_eq!(plots.ends, ("2026-01-01".to_owned(), "2026-01-02".to_owned()));
        // Of 156 units for 5.5: the zero is 42.5 above the floor, and what is below it hangs from there.
        let bar = &plots.all[1].bars[1];
        assert_eq!((bar.y.as_str(), bar.height.as_str(), bar.value.as_str()), ("117.5", "42.5", "-1.5"));
        assert_eq!(plots.all[0].bars[0].y, "4.0");
    }

    #[test]
    fn there_is_room_for_so_many_and_no_more() {
        let day = "2026-01-01T00:00:00Z";
        let names: Vec<_> = (0..9).map(|name| name.to_string()).collect();
        let usage = usage(names.iter().map(|name| (day, Some(name.as_str()), json!(1))).collect());
        let few = plots(&usage, day, "2026-01-02T00:00:00Z").unwrap();
        assert_eq!((few.all.len(), few.others), (6, 3));
        let many = plots(&usage, day, "2026-07-02T00:00:00Z").unwrap();
        assert_eq!((many.all.len(), many.others), (2, 7));
        assert_eq!(plots(&usage, day, "2028-01-01T00:00:00Z").unwrap_err(), TooMany);
        assert!(plots(&usage, day, day).unwrap().all.is_empty());
    }
}
