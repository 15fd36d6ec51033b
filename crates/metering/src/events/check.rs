//! What an event must be.

use std::time::Duration;

use keyward_domain::{Environment, Id, Invalid, Name, Timestamp};
use keyward_storage::events::NewEvent;

use super::Properties;
use super::ingest::IngestEvent;

/// How far ahead of the server's a sender's clock may be.
const MAX_AHEAD: Duration = Duration::from_hours(1);
/// How old an event may be when it comes in: ten years.
const MAX_AGE: Duration = Duration::from_hours(3653 * 24);
/// The most bytes of an event's properties.
pub(super) const MAX_PROPERTIES_BYTES: usize = 16 * 1024;

/// The bounds of an event's time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    pub(super) now: Timestamp,
    pub(super) kept_from: Option<Timestamp>,
}

/// The event, or what is wrong with it.
pub(super) fn check(
    invalid: &mut Invalid,
    prefix: &str,
    event: IngestEvent,
    event_id: String,
    environment: Id<Environment>,
    times: Times,
) -> Option<NewEvent> {
    let known = invalid.problems().len();
    text(invalid, prefix, "event_name", &event.event_name);
    text(invalid, prefix, "external_customer_id", &event.external_customer_id);
    text(invalid, prefix, "event_id", &event_id);
    if let Some(source) = &event.source {
        text(invalid, prefix, "source", source);
    }
    let at = event.timestamp.map_or(Some(times.now), |text| time(invalid, prefix, &text, times));
    let properties = event.properties.unwrap_or_else(|| "{}".to_owned());
    if properties.len() > MAX_PROPERTIES_BYTES {
        invalid.add(format!("{prefix}properties"), "must be at most 16 KiB of JSON");
    } else if let Err(reason) = Properties::check(&properties) {
        invalid.add(format!("{prefix}properties"), reason);
    }
    let at = at.filter(|_| invalid.problems().len() == known)?;
    Some(NewEvent {
        environment,
        event_id,
        name: event.event_name,
        customer: event.external_customer_id,
        at,
        received_at: times.now,
        source: event.source,
        properties,
    })
}

fn text(invalid: &mut Invalid, prefix: &str, field: &str, text: &str) {
    if let Err(error) = Name::check(text) {
        invalid.add(format!("{prefix}{field}"), error);
    }
}

fn time(invalid: &mut Invalid, prefix: &str, text: &str, times: Times) -> Option<Timestamp> {
    let field = format!("{prefix}timestamp");
    let at: Timestamp = invalid.check(&field, text.parse())?;
    if at > times.now.plus(MAX_AHEAD) {
        invalid.add(field, "must not be more than an hour in the future");
        return None;
    }
    if at < times.now.minus(MAX_AGE) {
        invalid.add(field, "must not be more than ten years in the past");
        return None;
    }
    if let Some(from) = times.kept_from.filter(|from| at < *from) {
        invalid.add(field, format_args!("must not be before {from}: older events are not kept"));
        return None;
    }
    Some(at)
}
