//! Events and usage (contract v1, part 9).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, value::RawValue};
use utoipa::ToSchema;

/// An event.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub struct IngestEvent {
    /// What happened: 1 to 255 characters.
    #[schema(example = "api_call", min_length = 1, max_length = 255)]
    pub event_name: String,
    /// Whose use it was: your own id of a customer, who need not be known here.
    #[schema(example = "customer-42", min_length = 1, max_length = 255)]
    pub external_customer_id: String,
    /// Its id: counts once in the environment, whatever the time. Absent: a new one.
    pub event_id: Option<String>,
    /// When it happened, RFC 3339: at most an hour ahead and ten years back. Absent: now.
    pub timestamp: Option<String>,
    /// Where it came from.
    pub source: Option<String>,
    /// Facts about it: an object of at most 16 KiB.
    #[schema(value_type = Option<Object>, example = json!({"tokens": 120, "model": "small"}))]
    pub properties: Option<Box<RawValue>>,
}

/// Many events: all or none.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub struct BulkEvents {
    /// 1 to 1000 events.
    pub events: Vec<IngestEvent>,
}

/// An event was taken in; it is durable.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventAccepted {
    /// For people.
    pub message: &'static str,
    /// Its id.
    pub event_id: String,
}

/// Events were taken in; they are durable.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventsAccepted {
    /// For people.
    pub message: &'static str,
    /// Their ids, in the order of the request.
    pub event_ids: Vec<String>,
    /// How many of them were there before, and count no second time.
    pub duplicates: usize,
}

/// Which events. What is left out does not narrow.
#[derive(Debug, Clone, Default, Deserialize, Serialize, ToSchema)]
pub struct QueryEvents {
    /// Your own id of a customer.
    pub external_customer_id: Option<String>,
    /// What happened.
    pub event_name: Option<String>,
    /// An id.
    pub event_id: Option<String>,
    /// Where they came from.
    pub source: Option<String>,
    /// The first time, RFC 3339.
    pub start_time: Option<String>,
    /// The first time that is too late.
    pub end_time: Option<String>,
    /// Properties, each with a value or a list of values of which it must have one.
    #[schema(value_type = Option<Object>, example = json!({"model": ["small", "large"]}))]
    pub property_filters: Option<Map<String, Value>>,
    /// `timestamp`.
    pub sort: Option<String>,
    /// `asc` or `desc` (default).
    pub order: Option<String>,
    /// Events of a page: 1 to 50 (default).
    #[schema(minimum = 1, maximum = 50)]
    pub page_size: Option<u64>,
    /// Events to pass over.
    pub offset: Option<u64>,
    /// `next_cursor` of the page before, instead of an offset.
    pub cursor: Option<String>,
}

/// An event as it is kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventView {
    /// Its id.
    pub id: String,
    /// The same, under the name that it is sent by.
    pub event_id: String,
    /// What happened.
    pub event_name: String,
    /// Whose use it was.
    pub external_customer_id: String,
    /// When it happened.
    pub timestamp: String,
    /// When it came in.
    pub received_at: String,
    /// Where it came from.
    pub source: Option<String>,
    /// Facts about it, as they were sent.
    #[schema(value_type = Object)]
    pub properties: Box<RawValue>,
}

/// A page of events.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventList {
    /// The events.
    pub events: Vec<EventView>,
    /// Whether there may be more.
    pub has_more: bool,
    /// The cursor of the page after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Which usage.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub struct UsageQuery {
    /// What happened.
    #[schema(example = "api_call")]
    pub event_name: String,
    /// `COUNT`, `SUM`, `AVG`, `MAX`, `MIN`, `COUNT_UNIQUE` or `LATEST`.
    #[schema(example = "SUM")]
    pub aggregation_type: String,
    /// The property that is reckoned with; not for `COUNT`.
    #[schema(example = "tokens")]
    pub property_name: Option<String>,
    /// Your own id of a customer. Absent: all of them.
    pub external_customer_id: Option<String>,
    /// The first time, RFC 3339.
    pub start_time: Option<String>,
    /// The first time that is too late.
    pub end_time: Option<String>,
    /// `MINUTE`, `HOUR`, `DAY` or `MONTH`, UTC. Absent: all in one.
    pub window_size: Option<String>,
    /// `external_customer_id`, `source` or a property; one, or a list of at most five.
    #[schema(value_type = Option<Vec<String>>)]
    pub group_by: Option<OneOrMany>,
    /// Properties, each with a value or a list of values of which it must have one.
    #[schema(value_type = Option<Object>)]
    pub filters: Option<Map<String, Value>>,
}

/// A text, or a list of them.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(untagged)]
pub enum OneOrMany {
    /// A text.
    One(String),
    /// A list.
    Many(Vec<String>),
}

/// What events come to.
#[derive(Debug, Serialize, ToSchema)]
pub struct UsageView {
    /// What happened.
    pub event_name: String,
    /// How it was reckoned.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What they come to, where neither windows nor groups were asked for; null where there is nothing to reckon with.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Value>)]
    pub value: Option<Value>,
    /// How wide the windows are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window_size: Option<&'static str>,
    /// Windows and groups that have events, in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub results: Option<Vec<UsageRow>>,
    /// Events whose property was not reckoned with, if there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped: Option<SkippedEvents>,
}

/// One window of one group.
#[derive(Debug, Serialize, ToSchema)]
pub struct UsageRow {
    /// Its first instant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window_start: Option<String>,
    /// What it comes to.
    pub value: Value,
    /// Its group.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub group: Option<Map<String, Value>>,
}

/// Events whose property was not reckoned with.
#[derive(Debug, Serialize, ToSchema)]
pub struct SkippedEvents {
    /// They have the property, and it is no number.
    pub not_numeric: u64,
    /// They do not have it.
    pub missing: u64,
}
