//! Usage from the counts by the hour, and from the events of the hours that are asked for in part.

use std::collections::BTreeMap;

use keyward_domain::Timestamp;
use keyward_storage::events::{self, CountsOf, Filter, HOUR};

use super::ask::Asked;
use super::{Row, scan};
use crate::{Caller, Error, Metering};

type Cells = BTreeMap<(Option<Timestamp>, Vec<Option<String>>), i64>;

/// The number of events, window by window and customer by customer as asked.
pub(super) async fn count(
    metering: &Metering,
    caller: &Caller<'_>,
    asked: &Asked,
) -> Result<Vec<Row>, Error> {
    let mut cells = Cells::new();
    let filter = &asked.filter;
    let first = filter.from.map_or(Timestamp::from_micros(i64::MIN), next_hour);
    let end = filter.to.map_or(Timestamp::from_micros(i64::MAX), events::hour);
    if first < end {
        whole_hours(metering, caller, asked, first, end, &mut cells).await?;
    }
    if first <= end {
        if let Some(from) = filter.from.filter(|from| *from < first) {
            let before = Filter { from: Some(from), to: Some(first), ..filter.clone() };
            part(metering, caller, asked, before, &mut cells).await?;
        }
        if let Some(to) = filter.to.filter(|to| end < *to) {
            let after = Filter { from: Some(end), to: Some(to), ..filter.clone() };
            part(metering, caller, asked, after, &mut cells).await?;
        }
    } else {
        // Within one hour.
        part(metering, caller, asked, filter.clone(), &mut cells).await?;
    }
    if asked.window.is_none() && asked.groups.is_empty() {
        cells.entry((None, Vec::new())).or_default();
    } else {
        cells.retain(|_, count| *count > 0);
    }
    scan::bound(cells.len())?;
    let row = |((window_start, group), count): (_, i64)| Row { window_start, group, value: count.into() };
    Ok(cells.into_iter().map(row).collect())
}

async fn whole_hours(
    metering: &Metering,
    caller: &Caller<'_>,
    asked: &Asked,
    first: Timestamp,
    end: Timestamp,
    cells: &mut Cells,
) -> Result<(), Error> {
    let of = match &asked.filter.customer {
        Some(customer) => CountsOf::One(customer),
        None if asked.groups.is_empty() => CountsOf::All,
        None => CountsOf::Each,
    };
    let name = asked.filter.name.as_deref().unwrap_or_default();
    let reader = metering.storage.reader();
    for counted in events::counts(&reader, caller.environment, name, of, first, end).await? {
        let group = asked.groups.iter().map(|_| Some(counted.customer.clone())).collect();
        *cells.entry((asked.window_of(counted.hour), group)).or_default() += counted.count;
    }
    Ok(())
}

/// A part of one hour, which lies in one window.
async fn part(
    metering: &Metering,
    caller: &Caller<'_>,
    asked: &Asked,
    filter: Filter,
    cells: &mut Cells,
) -> Result<(), Error> {
    if asked.groups.is_empty() {
        let count = events::count(&metering.storage.reader(), caller.environment, &filter).await?;
        let window = filter.from.and_then(|from| asked.window_of(from));
        *cells.entry((window, Vec::new())).or_default() += i64::try_from(count).unwrap_or(i64::MAX);
        return Ok(());
    }
    let part = Asked { filter, groups: asked.groups.clone(), filters: Vec::new(), property: None, ..*asked };
    let (rows, _) = scan::scan(metering, caller, &part).await?;
    for row in rows {
        *cells.entry((row.window_start, row.group)).or_default() += row.value.as_i64().unwrap_or_default();
    }
    Ok(())
}

/// The first hour that begins at that time or later.
fn next_hour(at: Timestamp) -> Timestamp {
    let hour = events::hour(at);
    if hour == at { at } else { Timestamp::from_micros(hour.as_micros().saturating_add(HOUR)) }
}
