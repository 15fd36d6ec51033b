//! What a property comes to in some events, in whichever order they come.

use std::cmp::Ordering;

use keyward_domain::Timestamp;
use keyward_storage::events::Valued;
use serde_json::Value;

use super::Skipped;
use super::number::{Num, Sum};

/// What has been told of a property.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Tally {
    pub(super) numbers: u64,
    pub(super) sum: Sum,
    pub(super) least: Option<Num>,
    pub(super) most: Option<Num>,
    pub(super) skipped: Skipped,
}

impl Tally {
    /// Takes an event with its property.
    pub(super) fn take(&mut self, property: Option<&Value>) {
        let Some(value) = property else {
            self.skipped.missing += 1;
            return;
        };
        let Some(number) = Num::of(value) else {
            self.skipped.not_numeric += 1;
            return;
        };
        self.numbers += 1;
        self.sum.add(number);
        self.extend(number);
    }

    fn extend(&mut self, number: Num) {
        if self.least.is_none_or(|kept| number.order(kept) == Ordering::Less) {
            self.least = Some(number);
        }
        if self.most.is_none_or(|kept| number.order(kept) == Ordering::Greater) {
            self.most = Some(number);
        }
    }

    /// Takes what others told. Their sum must be exact if sums are asked for.
    pub(super) fn merge(&mut self, other: &Self) {
        self.numbers += other.numbers;
        self.sum.merge(other.sum);
        for number in other.least.into_iter().chain(other.most) {
            self.extend(number);
        }
        self.skipped.not_numeric += other.skipped.not_numeric;
        self.skipped.missing += other.skipped.missing;
    }

    pub(super) fn events(&self) -> u64 {
        self.numbers + self.skipped.not_numeric + self.skipped.missing
    }

    /// As it is kept.
    pub(super) fn kept(&self, customer: String, hour: Timestamp) -> Valued {
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let text = |number: Option<Num>| number.map(|number| number.to_string());
        Valued {
            customer,
            hour,
            events: number(self.events()),
            numbers: number(self.numbers),
            not_numeric: number(self.skipped.not_numeric),
            sum: self.sum.to_string(),
            exact: self.sum.is_exact(),
            least: text(self.least),
            most: text(self.most),
        }
    }

    /// From what was kept; `None` when that can't be read.
    pub(super) fn read(kept: &Valued) -> Option<Self> {
        let number = |number: i64| u64::try_from(number).ok();
        let limit = |text: &Option<String>| text.as_deref().map(str::parse).transpose().ok();
        let (numbers, not_numeric) = (number(kept.numbers)?, number(kept.not_numeric)?);
        let missing = number(kept.events)?.checked_sub(numbers + not_numeric)?;
        Some(Self {
            numbers,
            sum: kept.sum.parse().ok()?,
            least: limit(&kept.least)?,
            most: limit(&kept.most)?,
            skipped: Skipped { not_numeric, missing },
        })
    }
}
