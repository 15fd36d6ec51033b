//! Usage from what is known of whole hours, and from the events of what is not.

use std::collections::{BTreeSet, HashMap, HashSet};

use keyward_domain::{Environment, Id, Timestamp};
use keyward_storage::events::{self, CountsOf, Filter, HOUR, Meter, Scanned};

use super::ask::Asked;
use super::cells::Cells;
use super::scan::scan;
use super::split::Split;
use super::tally::Tally;
use crate::{Error, Metering};

/// Reckons window by window and customer by customer as asked.
pub(super) async fn reckon(
    metering: &Metering,
    environment: Id<Environment>,
    asked: &Asked,
    cells: &mut Cells<'_>,
) -> Result<(), Error> {
    let Split { before, whole, after } = Split::of(&asked.filter);
    // In the order of time, in which sums that are not exact have to come.
    if let Some(before) = before {
        part(metering, environment, asked, before, cells).await?;
    }
    if let Some((first, end)) = whole {
        match asked.meter(environment) {
            None => counted(metering, environment, asked, (first, end), cells).await?,
            Some(meter) => valued(metering, asked, &meter, (first, end), cells).await?,
        }
    }
    if let Some(after) = after {
        part(metering, environment, asked, after, cells).await?;
    }
    cells.bound()
}

/// How many events there were in whole hours.
async fn counted(
    metering: &Metering,
    environment: Id<Environment>,
    asked: &Asked,
    (first, end): (Timestamp, Timestamp),
    cells: &mut Cells<'_>,
) -> Result<(), Error> {
    let name = asked.filter.name.as_deref().unwrap_or_default();
    let reader = metering.storage.reader();
    for counted in events::counts(&reader, environment, name, asked.counts_of(), first, end).await? {
        let count = u64::try_from(counted.count).unwrap_or_default();
        cells.of_hour(counted.hour, &counted.customer).count(count);
    }
    Ok(())
}

/// What a property came to in whole hours: what is kept of them where it holds still, else their events.
async fn valued(
    metering: &Metering,
    asked: &Asked,
    meter: &Meter,
    (first, end): (Timestamp, Timestamp),
    cells: &mut Cells<'_>,
) -> Result<(), Error> {
    let (reader, of) = (metering.storage.reader(), asked.counts_of());
    let counts = events::counts(&reader, meter.environment, &meter.event_name, of, first, end).await?;
    let kept = events::values(&reader, meter, of, first, end).await?;
    let kept: HashMap<_, _> =
        kept.into_iter().map(|kept| ((kept.customer.clone(), kept.hour), kept)).collect();
    let mut known = HashSet::new();
    let mut unknown = BTreeSet::new();
    for counted in counts {
        let at = (counted.customer, counted.hour);
        let holds = kept
            .get(&at)
            .filter(|kept| kept.events == counted.count && (kept.exact || !asked.aggregation.sums()));
        match holds.and_then(Tally::read) {
            Some(tally) => {
                cells.of_hour(at.1, &at.0).merge(&tally);
                known.insert(at);
            }
            None => drop(unknown.insert(at.1)),
        }
    }
    let customer = |event: &Scanned| match of {
        CountsOf::All => String::new(),
        CountsOf::One(_) | CountsOf::Each => event.customer.clone(),
    };
    let any_known = !known.is_empty();
    let known = |event: &Scanned| any_known && known.contains(&(customer(event), events::hour(event.at)));
    for (from, to) in stretches(&unknown) {
        let filter = Filter { from: Some(from), to: Some(to), ..asked.filter.clone() };
        scan(metering, meter.environment, asked, filter, known, cells).await?;
    }
    Ok(())
}

/// Hours that follow each other, together.
pub(super) fn stretches<'a>(hours: impl IntoIterator<Item = &'a Timestamp>) -> Vec<(Timestamp, Timestamp)> {
    let mut stretches: Vec<(Timestamp, Timestamp)> = Vec::new();
    for hour in hours {
        let end = Timestamp::from_micros(hour.as_micros().saturating_add(HOUR));
        match stretches.last_mut() {
            Some((_, last)) if *last == *hour => *last = end,
            _ => stretches.push((*hour, end)),
        }
    }
    stretches
}

/// A part of one hour, which lies in one window.
async fn part(
    metering: &Metering,
    environment: Id<Environment>,
    asked: &Asked,
    filter: Filter,
    cells: &mut Cells<'_>,
) -> Result<(), Error> {
    if asked.property.is_some() || !asked.groups.is_empty() {
        return scan(metering, environment, asked, filter, |_| false, cells).await;
    }
    let count = events::count(&metering.storage.reader(), environment, &filter).await?;
    if let Some(from) = filter.from.filter(|_| count > 0) {
        cells.of_hour(from, "").count(count);
    }
    Ok(())
}
