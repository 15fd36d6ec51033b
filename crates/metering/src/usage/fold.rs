//! Reckon ahead what has been asked for.

use std::collections::{BTreeMap, HashMap};

use keyward_domain::{Environment, Id, Timestamp};
use keyward_storage::events::{self, CountsOf, Filter, Meter, Valued};

use super::ask::Asked;
use super::cells::Cells;
use super::hours::stretches;
use super::scan::Pages;
use super::tally::Tally;
use crate::events::Properties;
use crate::{Error, Metering};

/// The most properties that are reckoned ahead in one environment.
const MAX_METERS: u64 = 100;
/// So many events are read, or those of one hour, before what they come to is kept.
const EVENTS_AT_ONCE: i64 = 50_000;
/// So many rows at once that others who write hardly wait.
const ROWS_AT_ONCE: usize = 2000;

/// Has the property that is asked for reckoned ahead from now on, where that tells what is asked for and it is seen to have numbers.
pub(super) async fn note(
    metering: &Metering,
    environment: Id<Environment>,
    asked: &Asked,
    cells: &Cells<'_>,
) {
    if !asked.goes_by_hours() || !cells.has_numbers() {
        return;
    }
    if let Some(meter) = asked.meter(environment).filter(|meter| !metering.meters.knows(meter)) {
        match write_down(metering, &meter).await {
            Ok(()) => metering.meters.note(meter),
            // The answer is as good; the next one may take as long.
            Err(error) => tracing::warn!(%error, "a property could not be noted to be reckoned ahead"),
        }
    }
}

async fn write_down(metering: &Metering, meter: &Meter) -> Result<(), Error> {
    let tx = metering.storage.begin().await?;
    events::note_meter(&tx, meter, MAX_METERS).await?;
    Ok(tx.commit().await?)
}

/// Reckons every hour that is over, of each property that was asked for, whose events are not those that it was reckoned from; how many
/// hours. To be called now and then, and when there is something [new](Metering::asked_anew).
pub async fn fold(metering: &Metering) -> Result<u64, Error> {
    let now = metering.clock.now();
    let from = metering.kept_from(now).unwrap_or(Timestamp::from_micros(i64::MIN));
    let to = events::hour(now);
    let mut folded = 0;
    for meter in events::meters(&metering.storage.reader()).await? {
        for hours in stale(metering, &meter, from, to).await? {
            fold_hours(metering, &meter, &hours).await?;
            folded += hours.len() as u64;
        }
    }
    Ok(folded)
}

/// The hours that have other events than they were reckoned from, in parts of about [`EVENTS_AT_ONCE`]. The row of all customers stands for those
/// of each: it is written after them.
async fn stale(
    metering: &Metering,
    meter: &Meter,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Vec<Timestamp>>, Error> {
    let reader = metering.storage.reader();
    let counts =
        events::counts(&reader, meter.environment, &meter.event_name, CountsOf::All, from, to).await?;
    let kept = events::values(&reader, meter, CountsOf::All, from, to).await?;
    let kept: HashMap<_, _> = kept.iter().map(|kept| (kept.hour, kept.events)).collect();
    let stale: BTreeMap<_, _> = counts
        .iter()
        .filter(|counted| kept.get(&counted.hour) != Some(&counted.count))
        .map(|counted| (counted.hour, counted.count))
        .collect();
    let (mut parts, mut size) = (Vec::<Vec<_>>::new(), 0);
    for (hour, count) in stale {
        if parts.is_empty() || size + count > EVENTS_AT_ONCE {
            parts.push(Vec::new());
            size = 0;
        }
        size += count;
        parts.last_mut().into_iter().for_each(|part| part.push(hour));
    }
    Ok(parts)
}

async fn fold_hours(metering: &Metering, meter: &Meter, hours: &[Timestamp]) -> Result<(), Error> {
    let mut tallies: HashMap<(Timestamp, String), Tally> = HashMap::new();
    for (from, to) in stretches(hours) {
        let name = Some(meter.event_name.clone());
        let filter = Filter { name, from: Some(from), to: Some(to), ..Filter::default() };
        let mut pages = Pages::new(metering, meter.environment, filter);
        while let Some(page) = pages.next().await? {
            for event in page {
                let property = Properties::one(&event.properties, &meter.property);
                let hour = events::hour(event.at);
                for customer in [event.customer, String::new()] {
                    tallies.entry((hour, customer)).or_default().take(property.as_ref());
                }
            }
        }
    }
    let kept = tallies.into_iter().map(|((hour, customer), tally)| tally.kept(customer, hour));
    let (all, each): (Vec<Valued>, Vec<Valued>) = kept.partition(|kept| kept.customer.is_empty());
    for some in each.chunks(ROWS_AT_ONCE).chain(all.chunks(ROWS_AT_ONCE)) {
        let tx = metering.storage.begin().await?;
        events::keep_values(&tx, meter, some).await?;
        tx.commit().await?;
    }
    Ok(())
}
