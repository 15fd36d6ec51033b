//! A time, cut where hours begin.

use keyward_domain::Timestamp;
use keyward_storage::events::{self, Filter, HOUR};

/// A time: a part of an hour, whole hours, a part of an hour. What there is none of is `None`.
#[derive(Debug, Clone)]
pub(super) struct Split {
    /// Of the first hour, or of the only one.
    pub(super) before: Option<Filter>,
    /// From the first instant of the first one until that of the first that is none of them.
    pub(super) whole: Option<(Timestamp, Timestamp)>,
    /// Of the last hour.
    pub(super) after: Option<Filter>,
}

impl Split {
    pub(super) fn of(filter: &Filter) -> Self {
        let first = filter.from.map_or(Timestamp::from_micros(i64::MIN), next_hour);
        let end = filter.to.map_or(Timestamp::from_micros(i64::MAX), events::hour);
        if first > end {
            return Self { before: Some(filter.clone()), whole: None, after: None };
        }
        let before = filter.from.filter(|from| *from < first);
        let after = filter.to.filter(|to| end < *to);
        Self {
            before: before.map(|from| Filter { from: Some(from), to: Some(first), ..filter.clone() }),
            whole: (first < end).then_some((first, end)),
            after: after.map(|to| Filter { from: Some(end), to: Some(to), ..filter.clone() }),
        }
    }
}

/// The first hour that begins at that time or later.
fn next_hour(at: Timestamp) -> Timestamp {
    let hour = events::hour(at);
    if hour == at { at } else { Timestamp::from_micros(hour.as_micros().saturating_add(HOUR)) }
}
