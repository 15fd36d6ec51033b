//! Telling endpoints of the events of metering, in the transaction that adds them.

use std::collections::BTreeMap;

use keyward_domain::webhook::WebhookKind;
use keyward_domain::{Environment, Id};
use keyward_storage::events::NewEvent;
use keyward_storage::webhooks::endpoints;
use keyward_storage::{StorageError, Tx};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::Told;
use crate::Authority;

/// What one message tells at most: so many events…
const MOST_EVENTS: usize = 100;
/// …and properties of so many bytes, or one event.
const MOST_BYTES: usize = 256 * 1024;

impl Authority {
    /// Tells endpoints of the environments in which these events were added, and which asked for it. Who hears of an event is who
    /// stood when it was added: what is sent after an endpoint's creation was answered is told.
    pub async fn tell_of_events(&self, tx: &Tx, events: &[&NewEvent]) -> Result<(), StorageError> {
        let mut places: BTreeMap<Id<Environment>, Vec<&NewEvent>> = BTreeMap::new();
        for event in events {
            places.entry(event.environment).or_default().push(event);
        }
        if places.is_empty() {
            return Ok(());
        }
        let environments: Vec<_> = places.keys().copied().collect();
        let mut listening = endpoints::listening_in(tx, &environments).await?;
        listening.retain(|endpoint| endpoint.interest.wants(WebhookKind::EventIngested));
        let now = self.now();
        for (environment, events) in places {
            let mut here = listening.iter().filter(|endpoint| endpoint.environment == Some(environment));
            let Some(tenant) = here.next().map(|endpoint| endpoint.tenant) else { continue };
            let told = messages(&events).map(|events| {
                let data = json!({"events": events.iter().map(|event| view(event)).collect::<Vec<_>>()});
                Told::new(WebhookKind::EventIngested, environment, data)
            });
            self.put(tx, tenant, now, &listening, told.collect()).await?;
        }
        Ok(())
    }
}

/// The events in portions for one message each.
fn messages<'a>(events: &'a [&'a NewEvent]) -> impl Iterator<Item = &'a [&'a NewEvent]> {
    let mut rest = events;
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let fits = |event: &&&NewEvent| {
            bytes += event.properties.len();
            bytes <= MOST_BYTES
        };
        let count = rest.iter().take(MOST_EVENTS).take_while(fits).count().max(1).min(rest.len());
        let (message, after) = rest.split_at(count);
        rest = after;
        (count > 0).then_some(message)
    })
}

/// An event as queries show it.
fn view(event: &NewEvent) -> Value {
    json!({
        "event_id": event.event_id,
        "event_name": event.name,
        "external_customer_id": event.customer,
        "timestamp": event.at.to_string(),
        "received_at": event.received_at.to_string(),
        "source": event.source,
        "properties": RawValue::from_string(event.properties.clone()).ok(),
    })
}

#[cfg(test)]
mod tests {
    use keyward_domain::Timestamp;

    use super::*;

    fn event(bytes: usize) -> NewEvent {
        NewEvent {
            environment: Id::new(1),
            event_id: "e".to_owned(),
            name: "n".to_owned(),
            customer: "c".to_owned(),
            at: Timestamp::from_micros(0),
            received_at: Timestamp::from_micros(0),
            source: None,
            properties: "x".repeat(bytes),
        }
    }

    #[test]
    fn a_message_is_bounded_and_none_is_left_out() {
        let sizes = |events: &[NewEvent]| -> Vec<usize> {
            messages(&events.iter().collect::<Vec<_>>()).map(<[_]>::len).collect()
        };
        assert_eq!(sizes(&[]), [0; 0]);
        assert_eq!(sizes(&vec![event(2); 250]), [100, 100, 50]);
        assert_eq!(sizes(&[event(MOST_BYTES), event(1), event(MOST_BYTES + 1), event(2)]), [1, 1, 1, 1]);
        assert_eq!(sizes(&[event(MOST_BYTES - 1), event(1), event(1)]), [2, 1]);
    }
}
