//! The facts about an event: read when they are asked for, kept as they were sent.

use serde_json::{Map, Value};

/// An event's properties, read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Properties(Map<String, Value>);

/// Values that properties must have: each of the named ones, one of its values.
pub(crate) type Filters = Vec<(String, Vec<String>)>;

impl Properties {
    /// Whether the text is a JSON object whose numbers can be reckoned with.
    pub(crate) fn check(json: &str) -> Result<(), &'static str> {
        match serde_json::from_str::<Map<String, Value>>(json) {
            Ok(_) => Ok(()),
            Err(error) if error.is_data() => Err("must be a JSON object"),
            // A number past what 64 bits hold, an object nested past 128, half a surrogate pair.
            Err(_) => Err("must be a JSON object of numbers, texts and lists that can be read back"),
        }
    }

    /// Reads what was checked when it came in.
    pub(crate) fn read(json: &str) -> Self {
        Self(serde_json::from_str(json).unwrap_or_default())
    }

    /// A property's value; null is one that is not there.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// A property's value as a text: a text as it is, anything else as its JSON.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(text)
    }

    pub(crate) fn pass(&self, filters: &Filters) -> bool {
        filters.iter().all(|(name, values)| self.text(name).is_some_and(|text| values.contains(&text)))
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
