//! Take events in.

use keyward_domain::{Invalid, Timestamp};
use keyward_storage::events::NewEvent;
use uuid::Builder;

use super::check;
use crate::{Caller, Error, Metering, needs};

/// An event as the wire sends it.
#[derive(Debug, Clone, Default)]
pub struct IngestEvent {
    /// What happened: 1 to 255 characters.
    pub event_name: String,
    /// Whose use it was: 1 to 255 characters.
    pub external_customer_id: String,
    /// Its id, once in the environment; absent: a new one.
    pub event_id: Option<String>,
    /// When it happened, RFC 3339; absent: now.
    pub timestamp: Option<String>,
    /// Where it came from: 1 to 255 characters.
    pub source: Option<String>,
    /// Facts about it: the JSON text of an object.
    pub properties: Option<String>,
}

/// What was taken in; durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ingested {
    /// The ids, in the order of the request.
    pub event_ids: Vec<String>,
    /// How many of them were there before, and count no second time.
    pub duplicates: usize,
}

/// How an event is called in what is wrong with it: by its place in a bulk request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Batch {
    /// It came alone.
    One,
    /// It came among others.
    Many,
}

const RANDOM_BYTES: usize = 10;

/// Takes events in: all or none. On return they are durable.
pub async fn ingest(
    metering: &Metering,
    caller: &Caller<'_>,
    batch: Batch,
    events: Vec<IngestEvent>,
) -> Result<Ingested, Error> {
    caller.may_write(needs::EVENT_WRITE)?;
    let most = metering.policy.max_bulk;
    if events.is_empty() || events.len() > most {
        // The first one that is too many; of none, the one that is missing.
        let field = format!("events[{}]", if events.is_empty() { 0 } else { most });
        return Err(Invalid::one(field, format_args!("must be one of 1 to {most} events")).into());
    }
    let now = metering.clock.now();
    let mut random = vec![0; events.len() * RANDOM_BYTES];
    if events.iter().any(|event| event.event_id.is_none()) {
        metering.entropy.fill(&mut random);
    }
    let mut invalid = Invalid::none();
    let mut new = Vec::with_capacity(events.len());
    for ((index, mut event), random) in events.into_iter().enumerate().zip(random.chunks(RANDOM_BYTES)) {
        let prefix = if batch == Batch::Many { format!("events[{index}].") } else { String::new() };
        let event_id = event.event_id.take().unwrap_or_else(|| next_id(now, random));
        let times = check::Times { now, kept_from: metering.kept_from(now) };
        new.extend(check::check(&mut invalid, &prefix, event, event_id, caller.environment, times));
    }
    invalid.into_result()?;
    let event_ids = new.iter().map(|event: &NewEvent| event.event_id.clone()).collect();
    let added = metering.writer.write(new).await?;
    Ok(Ingested { event_ids, duplicates: added.iter().filter(|added| !**added).count() })
}

/// A UUIDv7 (RFC 9562): new ones lie together in the index.
fn next_id(now: Timestamp, random: &[u8]) -> String {
    let millis = u64::try_from(now.as_micros() / 1000).unwrap_or_default();
    let random = random.try_into().unwrap_or([0; RANDOM_BYTES]);
    Builder::from_unix_timestamp_millis(millis, &random).into_uuid().to_string()
}
