//! What is asked of usage, as it was typed.

use std::time::Duration;

use keyward_domain::Timestamp;
use keyward_metering::usage::{UsageQuery, Window};
use serde_json::{Map, Value, json};

use super::{typed, utc};
use crate::dashboard::form::Fields;
use crate::dashboard::problem::Faults;

/// Times to choose from: the word, what it is called, and how many hours it is.
pub(super) const RANGES: [(&str, &str, u64); 6] = [
    ("1h", "The last hour", 1),
    ("24h", "The last 24 hours", 24),
    ("7d", "The last 7 days", 7 * 24),
    ("30d", "The last 30 days", 30 * 24),
    ("12m", "The last 12 months", 365 * 24),
    ("own", "Between…", 0),
];
pub(super) const AGGREGATIONS: [(&str, &str); 7] = [
    ("COUNT", "Count"),
    ("SUM", "Sum"),
    ("AVG", "Average"),
    ("MAX", "Maximum"),
    ("MIN", "Minimum"),
    ("COUNT_UNIQUE", "Count of different values"),
    ("LATEST", "Latest value"),
];
pub(super) const WINDOWS: [(&str, &str); 5] = [
    ("DAY", "By day"),
    ("HOUR", "By hour"),
    ("MINUTE", "By minute"),
    ("MONTH", "By month"),
    ("ALL", "All in one"),
];

/// A question about usage.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) event: String,
    pub(super) aggregation: &'static str,
    pub(super) property: String,
    pub(super) window: &'static str,
    pub(super) groups: String,
    pub(super) customer: String,
    /// A line for each property: `model = small, large`.
    pub(super) filters: String,
    pub(super) range: &'static str,
    pub(super) from: String,
    pub(super) to: String,
}

/// The same, to be answered.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) query: UsageQuery,
    pub(super) window: Option<Window>,
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
}

impl Question {
    pub(super) fn of(asked: &Fields) -> Self {
        let word = |name: &str, known: &[&'static str], otherwise: &'static str| {
            known.iter().find(|word| **word == asked.text(name)).copied().unwrap_or(otherwise)
        };
        let text = |name: &str| typed(asked.text(name));
        Self {
            event: text("event"),
            aggregation: word("aggregation", &AGGREGATIONS.map(|(word, _)| word), "COUNT"),
            property: text("property"),
            window: word("window", &WINDOWS.map(|(word, _)| word), "DAY"),
            groups: text("groups"),
            customer: text("customer"),
            filters: asked.text("filters").chars().filter(|char| *char != '\r').take(2000).collect(),
            range: word("range", &RANGES.map(|(word, ..)| word), "30d"),
            from: text("from"),
            to: text("to"),
        }
    }

    /// The operation's input, and the time that it is about. A time that is counted back begins with a whole window.
    pub(super) fn read(&self, now: Timestamp) -> Result<Read, Faults> {
        let mut faults = Faults::default();
        let mut time = |text: &str, field: &str| {
            let read = utc(text).map(|text| text.parse::<Timestamp>()).transpose();
            read.unwrap_or_else(|_| {
                faults.add(field.to_owned(), "must be a time, such as 2026-01-14T09:00");
                None
            })
        };
        let (from, to) = (time(&self.from, "start_time"), time(&self.to, "end_time"));
        let window: Option<Window> = self.window.parse().ok();
        let hours = RANGES.iter().find(|(word, ..)| *word == self.range).map_or(0, |(.., hours)| *hours);
        let (from, to) = if self.range == "own" {
            if self.from.is_empty() {
                faults.add("start_time".to_owned(), "is required");
            }
            (from.unwrap_or(now), to.unwrap_or(now))
        } else {
            let from = now.minus(Duration::from_hours(hours));
            (window.map_or(from, |window| window.start(from)), now)
        };
        let filters = self.filters(&mut faults);
        if !faults.none() {
            return Err(faults);
        }
        let filled = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        let query = UsageQuery {
            event_name: self.event.clone(),
            aggregation_type: self.aggregation.to_owned(),
            property_name: filled(&self.property),
            external_customer_id: filled(&self.customer),
            start_time: Some(from.to_string()),
            end_time: Some(to.to_string()),
            window_size: window.map(|window| window.as_str().to_owned()),
            group_by: self
                .groups
                .split([' ', ','])
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
                .collect(),
            filters,
        };
        Ok(Read { query, window, from, to })
    }

    /// As it stands in an address.
    pub(super) fn query(&self) -> String {
        let pairs = [
            ("event", self.event.as_str()),
            ("aggregation", self.aggregation),
            ("property", &self.property),
            ("window", self.window),
            ("groups", &self.groups),
            ("customer", &self.customer),
            ("filters", &self.filters),
            ("range", self.range),
            ("from", &self.from),
            ("to", &self.to),
        ];
        let pairs: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        // Pairs of texts are always written.
        serde_urlencoded::to_string(pairs).unwrap_or_default()
    }

    fn filters(&self, faults: &mut Faults) -> Vec<(String, Vec<String>)> {
        let mut filters = Vec::new();
        for line in self.filters.lines().filter(|line| !line.trim().is_empty()) {
            let Some((name, values)) = line.split_once('=') else {
                faults.add(
                    "filters".to_owned(),
                    "must have a line for each property, such as `model = small, large`",
                );
                continue;
            };
            let values = values.split(',').map(|value| value.trim().to_owned()).collect();
            filters.push((name.trim().to_owned(), values));
        }
        filters
    }
}

impl Read {
    /// The same question as a line for a shell.
    pub(super) fn curl(&self, base: &str, header: &str) -> String {
        let query = &self.query;
        let filters: Map<String, Value> =
            query.filters.iter().map(|(name, values)| (name.clone(), json!(values))).collect();
        let all = json!({
            "event_name": query.event_name,
            "aggregation_type": query.aggregation_type,
            "property_name": query.property_name,
            "external_customer_id": query.external_customer_id,
            "start_time": query.start_time,
            "end_time": query.end_time,
            "window_size": query.window_size,
            "group_by": Some(&query.group_by).filter(|groups| !groups.is_empty()),
            "filters": Some(filters).filter(|filters| !filters.is_empty()),
        });
        let filled: Map<String, Value> = all
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let body = Value::Object(filled).to_string().replace('\'', r"'\''");
        format!("curl {base}/v1/events/usage -H '{header}: YOUR_KEY' -d '{body}'")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question() -> Question {
        Question {
            event: "it's".to_owned(),
            aggregation: "SUM",
            property: "tokens".to_owned(),
            window: "DAY",
            groups: "source, model".to_owned(),
            customer: String::new(),
            filters: "model = small, large\n\nregion=eu".to_owned(),
            range: "7d",
            from: String::new(),
            to: String::new(),
        }
    }

    #[test]
    fn what_is_typed_is_what_is_asked() {
        let now: Timestamp = "2026-11-28T10:30:00Z".parse().unwrap();
        let read = question().read(now).unwrap();
        assert_eq!(read.from.to_string(), "2026-11-21T00:00:00Z");
        assert_eq!(read.query.group_by, ["source", "model"]);
        assert_eq!(read.query.filters[0], ("model".to_owned(), vec!["small".to_owned(), "large".to_owned()]));
        let curl = read.curl("http://a", "X-API-Key");
        assert!(
            curl.contains(r#""event_name":"it'\''s""#) && !curl.contains("external_customer_id"),
            "{curl}"
        );
    }

    #[test]
    fn what_can_t_be_read_is_told_by_its_field() {
        let now = Timestamp::from_micros(0);
        let faults =
            Question { filters: "model".to_owned(), range: "own", to: "soon".to_owned(), ..question() };
        let faults = faults.read(now).unwrap_err();
        for field in ["filters", "start_time", "end_time"] {
            assert!(faults.of(field).is_some(), "{field}");
        }
        let own = Question { range: "own", from: "2026-01-01T00:00".to_owned(), ..question() };
        assert_eq!(own.read(now).unwrap().from.to_string(), "2026-01-01T00:00:00Z");
    }
}
