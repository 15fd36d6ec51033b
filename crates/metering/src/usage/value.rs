//! What is reckoned, one event at a time.

use std::collections::HashSet;
use std::str::FromStr;

use serde_json::Value;

use super::Skipped;
use super::number::Num;
use super::tally::Tally;

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

    /// Whether it is reckoned from numbers alone, and so from those of each hour.
    pub(super) fn needs_numbers(self) -> bool {
        matches!(self, Self::Sum | Self::Avg | Self::Max | Self::Min)
    }

    pub(super) fn sums(self) -> bool {
        matches!(self, Self::Sum | Self::Avg)
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
    tally: Tally,
    unique: HashSet<String>,
    latest: Option<Value>,
}

impl Reckoning {
    pub(super) fn new(aggregation: Aggregation) -> Self {
        Self { aggregation, tally: Tally::default(), unique: HashSet::new(), latest: None }
    }

    /// Takes an event, after all that are before it in time, with its property. How many values it has come to hold more.
    pub(super) fn take(&mut self, property: Option<&Value>) -> usize {
        match (self.aggregation, property) {
            (Aggregation::CountUnique, Some(value)) => {
                return usize::from(self.unique.insert(value.to_string()));
            }
            (Aggregation::Latest, Some(value)) => self.latest = Some(value.clone()),
            _ => self.tally.take(property),
        }
        0
    }

    /// Takes so many events, of which nothing else counts.
    pub(super) fn count(&mut self, events: u64) {
        self.tally.skipped.missing += events;
    }

    /// Takes what events came to that are no others' than those it took.
    pub(super) fn merge(&mut self, tally: &Tally) {
        self.tally.merge(tally);
    }

    /// Events whose property was not reckoned with.
    pub(super) fn skipped(&self) -> Skipped {
        if self.aggregation == Aggregation::Count { Skipped::default() } else { self.tally.skipped }
    }

    pub(super) fn has_numbers(&self) -> bool {
        self.tally.numbers > 0
    }

    pub(super) fn value(self) -> Value {
        let Tally { numbers, sum, least, most, .. } = self.tally;
        match self.aggregation {
            Aggregation::Count => self.tally.events().into(),
            Aggregation::Sum => sum.total().json(),
            Aggregation::Avg if numbers == 0 => Value::Null,
            Aggregation::Avg => sum.average(numbers).json(),
            Aggregation::Max => most.map_or(Value::Null, Num::json),
            Aggregation::Min => least.map_or(Value::Null, Num::json),
            Aggregation::CountUnique => self.unique.len().into(),
            Aggregation::Latest => self.latest.unwrap_or_default(),
        }
    }
}
