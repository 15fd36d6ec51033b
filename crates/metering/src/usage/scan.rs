//! Usage from the events themselves, in the order of their times.

use std::collections::BTreeMap;

use keyward_domain::{Invalid, Order, Timestamp};
use keyward_storage::events::{self, Event};
use serde_json::Value;

use super::ask::{Asked, Group};
use super::value::Reckoning;
use super::{Row, Skipped};
use crate::events::Properties;
use crate::{Caller, Error, Metering};

const READ_AT_ONCE: u64 = 2000;
/// The most rows of an answer.
const MAX_ROWS: usize = 10_000;
/// The most different values that are told apart, in all rows together.
const MAX_UNIQUE: usize = 1_000_000;

type Cell = (Option<Timestamp>, Vec<Option<String>>);

/// Reckons with each event that is asked for.
pub(super) async fn scan(
    metering: &Metering,
    caller: &Caller<'_>,
    asked: &Asked,
) -> Result<(Vec<Row>, Skipped), Error> {
    let reader = metering.storage.reader();
    let mut filter = asked.filter.clone();
    let mut cells: BTreeMap<Cell, Reckoning> = BTreeMap::new();
    let mut skipped = Skipped::default();
    let mut unique = 0;
    if asked.window.is_none() && asked.groups.is_empty() {
        cells.insert((None, Vec::new()), Reckoning::new(asked.aggregation));
    }
    let looks = asked.property.is_some()
        || !asked.filters.is_empty()
        || asked.groups.iter().any(|group| matches!(group, Group::Property(_)));
    loop {
        let page =
            events::list(&reader, caller.environment, &filter, Order::Ascending, READ_AT_ONCE, 0).await?;
        for event in &page {
            let properties = Properties::read(if looks { &event.properties } else { "{}" });
            if !properties.pass(&asked.filters) {
                continue;
            }
            let reckoning = cells
                .entry(cell(asked, event, &properties))
                .or_insert_with(|| Reckoning::new(asked.aggregation));
            let property: Option<&Value> = asked.property.as_deref().and_then(|name| properties.get(name));
            unique += reckoning.take(property, &mut skipped);
        }
        bound(cells.len())?;
        if unique > MAX_UNIQUE {
            let reason = format_args!("has more than {MAX_UNIQUE} different values: ask for less time");
            return Err(Invalid::one("property_name", reason).into());
        }
        match page.into_iter().last() {
            Some(last) => filter.after = Some((last.at, last.event_id)),
            None => break,
        }
    }
    let row = |((window_start, group), reckoning): (Cell, Reckoning)| Row {
        window_start,
        group,
        value: reckoning.value(),
    };
    Ok((cells.into_iter().map(row).collect(), skipped))
}

/// Refuses an answer that is too long.
pub(super) fn bound(rows: usize) -> Result<(), Error> {
    if rows <= MAX_ROWS {
        return Ok(());
    }
    let reason = format_args!("comes to more than {MAX_ROWS} results: ask for less time, or wider windows");
    Err(Invalid::one("window_size", reason).into())
}

fn cell(asked: &Asked, event: &Event, properties: &Properties) -> Cell {
    let group = |group: &Group| match group {
        Group::Customer => Some(event.customer.clone()),
        Group::Source => event.source.clone(),
        Group::Property(name) => properties.text(name),
    };
    (asked.window_of(event.at), asked.groups.iter().map(group).collect())
}
