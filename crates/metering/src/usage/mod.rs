//! Usage: what the events of a name come to.

pub mod fold;

mod ask;
mod cells;
mod hours;
mod meters;
mod number;
mod scan;
mod split;
mod tally;
mod value;
mod window;

use keyward_domain::Timestamp;
use serde_json::Value;

use ask::Asked;
pub use ask::UsageQuery;
use cells::Cells;
pub(crate) use meters::Meters;
pub use value::Aggregation;
pub use window::Window;

use crate::{Caller, Error, Metering, needs};

/// What events come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Usage {
    /// Whose usage.
    pub event_name: String,
    /// How it was reckoned.
    pub aggregation: Aggregation,
    /// By which windows.
    pub window: Option<Window>,
    /// By what else.
    pub group_by: Vec<String>,
    /// Windows and groups that have events, in order; without windows and groups, one row.
    pub rows: Vec<Row>,
    /// Events whose property was not reckoned with.
    pub skipped: Skipped,
}

/// One window of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its first instant.
    pub window_start: Option<Timestamp>,
    /// What its group has of each of `group_by`; `None`: nothing.
    pub group: Vec<Option<String>>,
    /// What it comes to; null where there is nothing to reckon with.
    pub value: Value,
}

/// Events whose property was not reckoned with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Skipped {
    /// They have the property, and it is no number where one is needed.
    pub not_numeric: u64,
    /// They do not have the property.
    pub missing: u64,
}

/// The usage of an event: from what is known of whole hours where that suffices, else from the events. A property that has numbers is
/// [reckoned ahead](fold) from now on.
pub async fn usage(metering: &Metering, caller: &Caller<'_>, input: &UsageQuery) -> Result<Usage, Error> {
    caller.may_read(needs::EVENT_READ)?;
    let asked = Asked::read(metering, caller, input)?;
    let mut cells = Cells::new(&asked);
    if asked.goes_by_hours() {
        hours::reckon(metering, caller.environment, &asked, &mut cells).await?;
    } else {
        let filter = asked.filter.clone();
        scan::scan(metering, caller.environment, &asked, filter, |_| false, &mut cells).await?;
    }
    let (rows, skipped) = cells.rows();
    Ok(Usage {
        event_name: asked.filter.name.unwrap_or_default(),
        aggregation: asked.aggregation,
        window: asked.window,
        group_by: input.group_by.clone(),
        rows,
        skipped,
    })
}

/// How many events of each name a customer had from the hour of `from` on, at most 100 names.
pub async fn totals(
    metering: &Metering,
    caller: &Caller<'_>,
    customer: &str,
    from: Timestamp,
) -> Result<Vec<(String, Value)>, Error> {
    const MOST: u64 = 100;
    caller.may_read(needs::EVENT_READ)?;
    let reader = metering.storage.reader();
    let from = keyward_storage::events::hour(from)
        .max(metering.kept_from(metering.clock.now()).unwrap_or(Timestamp::from_micros(i64::MIN)));
    let end = Timestamp::from_micros(i64::MAX);
    let names =
        keyward_storage::events::names(&reader, caller.environment, customer, from, end, MOST).await?;
    let mut totals = Vec::with_capacity(names.len());
    for name in names {
        let query = UsageQuery {
            event_name: name.clone(),
            aggregation_type: "COUNT".to_owned(),
            external_customer_id: Some(customer.to_owned()),
            start_time: Some(from.to_string()),
            ..UsageQuery::default()
        };
        let usage = usage(metering, caller, &query).await?;
        totals.extend(usage.rows.into_iter().map(|row| (name.clone(), row.value)));
    }
    Ok(totals)
}
