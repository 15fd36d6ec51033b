//! What events come to, as a table, and without windows as a list of groups.

use keyward_metering::usage::{Usage, Window};

use super::plot::{group_name, label, said};

/// As many rows as anybody reads; the API tells all of them.
const MOST: usize = 200;

/// One window of one group.
pub(super) struct Row {
    pub(super) start: Option<String>,
    pub(super) group: String,
    pub(super) value: String,
    /// Its share of the greatest value, 0 to 100; for values of which that can be said.
    pub(super) share: Option<u64>,
}

/// Rows that are shown, and how many there are.
pub(super) struct Table {
    pub(super) rows: Vec<Row>,
    pub(super) total: usize,
}

impl Table {
    pub(super) fn of(usage: &Usage) -> Self {
        let number = |value: &serde_json::Value| value.as_f64().filter(|number| *number >= 0.0);
        let most = usage.rows.iter().filter_map(|row| number(&row.value)).fold(0.0, f64::max);
        let mut sorted: Vec<_> = usage.rows.iter().collect();
        if usage.window.is_none() {
            let weight = |value: &serde_json::Value| value.as_f64().unwrap_or(f64::NEG_INFINITY);
            sorted.sort_by(|one, other| weight(&other.value).total_cmp(&weight(&one.value)));
        } else {
            // The latest first.
            sorted.reverse();
        }
        let row = |row: &keyward_metering::usage::Row| Row {
            start: row.window_start.map(|start| label(usage.window.unwrap_or(Window::Minute), start)),
            group: group_name(&row.group),
            value: said(&row.value),
            share: number(&row.value).filter(|_| most > 0.0).map(|number| percent(number / most)),
        };
        Self { total: sorted.len(), rows: sorted.into_iter().take(MOST).map(row).collect() }
    }

    pub(super) fn is_cut(&self) -> bool {
        self.rows.len() < self.total
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 0 and 100")]
fn percent(share: f64) -> u64 {
    (share * 100.0).clamp(0.0, 100.0) as u64
}
