//! What may be said of an endpoint, checked.

use keyward_domain::Invalid;
use keyward_domain::webhook::{Interest, WebhookKind};

use crate::webhooks::Desk;

const MAX_DESCRIPTION: usize = 1000;

/// What it wants to be told.
pub(super) fn interest(invalid: &mut Invalid, desk: Desk, events: &[String]) -> Option<Interest> {
    let hub = |text: &String| WebhookKind::HUB.iter().any(|kind| kind.as_str() == text);
    if desk == Desk::Hub
        && let Some(at) = events.iter().position(|text| !hub(text))
    {
        invalid.add(format!("events[{at}]"), "must be an event of the hub");
        return None;
    }
    Interest::parse(events)
        .map_err(|error| {
            let field = error.at.map_or_else(|| "events".to_owned(), |at| format!("events[{at}]"));
            invalid.add(field, error.reason);
        })
        .ok()
}

/// What people say of it.
pub(super) fn description(invalid: &mut Invalid, text: Option<&str>) -> Option<String> {
    let text = text?;
    if text.chars().count() > MAX_DESCRIPTION || text.contains('\0') {
        invalid.add("description", "must be at most 1000 characters, none of them a NUL");
        return None;
    }
    Some(text.to_owned())
}
