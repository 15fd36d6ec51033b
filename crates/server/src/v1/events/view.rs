//! Events and usage as the wire shows them, and what it asks of properties.

use keyward_api::{EventList, EventView, SkippedEvents, UsageRow, UsageView};
use keyward_domain::{Invalid, Timestamp};
use keyward_metering::events::Event;
use keyward_metering::events::query::Found;
use keyward_metering::usage::{Row, Skipped, Usage, Window};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

pub(super) fn events(found: Found) -> EventList {
    EventList {
        events: found.events.into_iter().map(event).collect(),
        has_more: found.next_cursor.is_some(),
        next_cursor: found.next_cursor,
    }
}

fn event(event: Event) -> EventView {
    EventView {
        id: event.event_id.clone(),
        event_id: event.event_id,
        event_name: event.name,
        external_customer_id: event.customer,
        timestamp: event.at.to_string(),
        received_at: event.received_at.to_string(),
        source: event.source,
        // Stored properties were JSON when they were taken.
        properties: RawValue::from_string(event.properties).unwrap_or_default(),
    }
}

pub(in crate::v1) fn usage(usage: Usage) -> UsageView {
    let (kind, window_size) = (usage.aggregation.as_str(), usage.window.map(Window::as_str));
    let skipped = (usage.skipped != Skipped::default())
        .then_some(SkippedEvents { not_numeric: usage.skipped.not_numeric, missing: usage.skipped.missing });
    let mut view =
        UsageView { event_name: usage.event_name, kind, value: None, window_size, results: None, skipped };
    if usage.window.is_none() && usage.group_by.is_empty() {
        view.value = Some(usage.rows.into_iter().next().map_or(Value::Null, |row| row.value));
    } else {
        view.results = Some(usage.rows.into_iter().map(|it| row(it, &usage.group_by)).collect());
    }
    view
}

fn row(row: Row, names: &[String]) -> UsageRow {
    let group: Map<String, Value> =
        names.iter().cloned().zip(row.group.into_iter().map(Value::from)).collect();
    let window_start = row.window_start.map(|start: Timestamp| start.to_string());
    UsageRow { window_start, value: row.value, group: (!names.is_empty()).then_some(group) }
}

/// Each property with the texts of its values: one, or a list.
pub(super) fn filters(
    field: &str,
    asked: Option<Map<String, Value>>,
) -> Result<Vec<(String, Vec<String>)>, Invalid> {
    let read = |(name, value): (String, Value)| {
        let values = match value {
            Value::Array(values) => values,
            one => vec![one],
        };
        let texts = values.into_iter().map(|value| match value {
            Value::String(text) => Ok(text),
            Value::Number(_) | Value::Bool(_) => Ok(value.to_string()),
            _ => Err(Invalid::one(
                format!("{field}.{name}"),
                "must be a text, a number, true, false, or a list of them",
            )),
        });
        Ok((name.clone(), texts.collect::<Result<_, _>>()?))
    };
    asked.unwrap_or_default().into_iter().map(read).collect()
}
