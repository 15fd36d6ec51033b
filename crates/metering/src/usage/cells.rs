//! What an answer is made of: one reckoning for each window of each group.

use std::collections::BTreeMap;

use keyward_domain::{Invalid, Timestamp};

use super::ask::Asked;
use super::value::Reckoning;
use super::{Row, Skipped};
use crate::Error;

/// The most rows of an answer.
const MAX_ROWS: usize = 10_000;
/// The most different values that are told apart, in all rows together.
const MAX_UNIQUE: usize = 1_000_000;

/// A window and a group.
pub(super) type Cell = (Option<Timestamp>, Vec<Option<String>>);

/// The answer so far.
#[derive(Debug)]
pub(super) struct Cells<'a> {
    asked: &'a Asked,
    all: BTreeMap<Cell, Reckoning>,
    unique: usize,
}

impl<'a> Cells<'a> {
    pub(super) fn new(asked: &'a Asked) -> Self {
        Self { asked, all: BTreeMap::new(), unique: 0 }
    }

    pub(super) fn of(&mut self, cell: Cell) -> &mut Reckoning {
        self.all.entry(cell).or_insert_with(|| Reckoning::new(self.asked.aggregation))
    }

    /// The reckoning of an hour of a customer's, or of all of them.
    pub(super) fn of_hour(&mut self, hour: Timestamp, customer: &str) -> &mut Reckoning {
        let group = self.asked.groups.iter().map(|_| Some(customer.to_owned())).collect();
        self.of((self.asked.window_of(hour), group))
    }

    /// Notes how many values a reckoning has come to hold more.
    pub(super) fn hold(&mut self, values: usize) {
        self.unique += values;
    }

    /// Refuses an answer that is too long.
    pub(super) fn bound(&self) -> Result<(), Error> {
        if self.all.len() > MAX_ROWS {
            let reason =
                format_args!("comes to more than {MAX_ROWS} results: ask for less time, or wider windows");
            return Err(Invalid::one("window_size", reason).into());
        }
        if self.unique > MAX_UNIQUE {
            let reason = format_args!("has more than {MAX_UNIQUE} different values: ask for less time");
            return Err(Invalid::one("property_name", reason).into());
        }
        Ok(())
    }

    pub(super) fn has_numbers(&self) -> bool {
        self.all.values().any(Reckoning::has_numbers)
    }

    pub(super) fn rows(mut self) -> (Vec<Row>, Skipped) {
        if self.asked.window.is_none() && self.asked.groups.is_empty() {
            self.of((None, Vec::new()));
        }
        let mut skipped = Skipped::default();
        for reckoning in self.all.values() {
            let more = reckoning.skipped();
            skipped.not_numeric += more.not_numeric;
            skipped.missing += more.missing;
        }
        let row = |((window_start, group), reckoning): (Cell, Reckoning)| Row {
            window_start,
            group,
            value: reckoning.value(),
        };
        (self.all.into_iter().map(row).collect(), skipped)
    }
}
