//! Usage from the events themselves, in the order of their times.

use keyward_domain::{Environment, Id};
use keyward_storage::events::{self, Filter, Scanned};

use super::ask::{Asked, Group};
use super::cells::{Cell, Cells};
use super::fold;
use crate::events::Properties;
use crate::{Error, Metering};

const READ_AT_ONCE: u64 = 2000;

/// Reads events in the order of their times, some at a time.
pub(super) struct Pages<'a> {
    metering: &'a Metering,
    environment: Id<Environment>,
    filter: Filter,
    last: bool,
}

impl<'a> Pages<'a> {
    pub(super) fn new(metering: &'a Metering, environment: Id<Environment>, filter: Filter) -> Self {
        Self { metering, environment, filter, last: false }
    }

    /// The next ones; `None` after the last.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<Scanned>>, Error> {
        if self.last {
            return Ok(None);
        }
        let reader = self.metering.storage.reader();
        let page = events::scan(&reader, self.environment, &self.filter, READ_AT_ONCE).await?;
        self.last = (page.len() as u64) < READ_AT_ONCE;
        self.filter.after = page.last().map(|last| (last.at, last.event_id.clone()));
        Ok(Some(page))
    }
}

/// Reckons with each event of a time that is not `known` already.
pub(super) async fn scan(
    metering: &Metering,
    environment: Id<Environment>,
    asked: &Asked,
    filter: Filter,
    known: impl Fn(&Scanned) -> bool,
    cells: &mut Cells<'_>,
) -> Result<(), Error> {
    let mut pages = Pages::new(metering, environment, filter);
    while let Some(page) = pages.next().await? {
        for event in page.iter().filter(|event| !known(event)) {
            reckon(asked, event, cells);
        }
        cells.bound()?;
        // Before the last page: whoever can't wait for that finds it reckoned the next time.
        fold::note(metering, environment, asked, cells).await;
    }
    Ok(())
}

fn reckon(asked: &Asked, event: &Scanned, cells: &mut Cells<'_>) {
    let in_groups = asked.groups.iter().any(|group| matches!(group, Group::Property(_)));
    let held = if in_groups || !asked.filters.is_empty() {
        let properties = Properties::read(&event.properties);
        if !properties.pass(&asked.filters) {
            return;
        }
        let property = asked.property.as_deref().and_then(|name| properties.get(name));
        cells.of(cell(asked, event, Some(&properties))).take(property)
    } else {
        let property = asked.property.as_deref().and_then(|name| Properties::one(&event.properties, name));
        cells.of(cell(asked, event, None)).take(property.as_ref())
    };
    cells.hold(held);
}

fn cell(asked: &Asked, event: &Scanned, properties: Option<&Properties>) -> Cell {
    let group = |group: &Group| match group {
        Group::Customer => Some(event.customer.clone()),
        Group::Source => event.source.clone(),
        Group::Property(name) => properties.and_then(|properties| properties.text(name)),
    };
    (asked.window_of(event.at), asked.groups.iter().map(group).collect())
}
