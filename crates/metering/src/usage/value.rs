//! What is reckoned, one event at a time.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::str::FromStr;

use serde_json::Value;

use super::Skipped;
use super::number::{Num, Sum};

/// How events are reckoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregation {
    /// How many there are.
    Count,
    /// The sum of a property.
    Sum,
    /// Its average.
    Avg,
    /// Its greatest.
    Max,
    /// Its least.
    Min,
    /// How many different values it has.
    CountUnique,
    /// Its value in the latest event; of several at one time, in that of the greatest id.
    Latest,
}

impl Aggregation {
    const ALL: [Self; 7] =
        [Self::Count, Self::Sum, Self::Avg, Self::Max, Self::Min, Self::CountUnique, Self::Latest];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Count => "COUNT",
            Self::Sum => "SUM",
            Self::Avg => "AVG",
            Self::Max => "MAX",
            Self::Min => "MIN",
            Self::CountUnique => "COUNT_UNIQUE",
            Self::Latest => "LATEST",
        }
    }

    fn needs_numbers(self) -> bool {
        matches!(self, Self::Sum | Self::Avg | Self::Max | Self::Min)
    }
}

impl FromStr for Aggregation {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|aggregation| aggregation.as_str() == text)
            .ok_or("must be COUNT, SUM, AVG, MAX, MIN, COUNT_UNIQUE or LATEST")
    }
}

/// What has been reckoned so far.
#[derive(Debug)]
pub(super) struct Reckoning {
    aggregation: Aggregation,
    count: u64,
    sum: Sum,
    extreme: Option<Num>,
    unique: HashSet<String>,
    latest: Option<Value>,
}

impl Reckoning {
    pub(super) fn new(aggregation: Aggregation) -> Self {
        Self {
            aggregation,
            count: 0,
            sum: Sum::default(),
            extreme: None,
            unique: HashSet::new(),
            latest: None,
        }
    }

    /// Takes an event, after all that are before it in time, with its property. How many values it has come to hold more.
    pub(super) fn take(&mut self, property: Option<&Value>, skipped: &mut Skipped) -> usize {
        if self.aggregation == Aggregation::Count {
            self.count += 1;
            return 0;
        }
        let Some(value) = property else {
            skipped.missing += 1;
            return 0;
        };
        let number = Num::of(value);
        if self.aggregation.needs_numbers() && number.is_none() {
            skipped.not_numeric += 1;
            return 0;
        }
        self.count += 1;
        match (self.aggregation, number) {
            (Aggregation::Sum | Aggregation::Avg, Some(number)) => self.sum.add(number),
            (Aggregation::Max, Some(number)) => self.keep(number, Ordering::Greater),
            (Aggregation::Min, Some(number)) => self.keep(number, Ordering::Less),
            (Aggregation::CountUnique, _) => return usize::from(self.unique.insert(value.to_string())),
            (Aggregation::Latest, _) => self.latest = Some(value.clone()),
            _ => {}
        }
        0
    }

    fn keep(&mut self, number: Num, better: Ordering) {
        if self.extreme.is_none_or(|kept| number.order(kept) == better) {
            self.extreme = Some(number);
        }
    }

    pub(super) fn value(self) -> Value {
        match self.aggregation {
            Aggregation::Count => self.count.into(),
            Aggregation::Sum => self.sum.total().json(),
            Aggregation::Avg if self.count == 0 => Value::Null,
            Aggregation::Avg => self.sum.average(self.count).json(),
            Aggregation::Max | Aggregation::Min => self.extreme.map_or(Value::Null, Num::json),
            Aggregation::CountUnique => self.unique.len().into(),
            Aggregation::Latest => self.latest.unwrap_or_default(),
        }
    }
}
