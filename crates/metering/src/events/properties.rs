//! The facts about an event: read when they are asked for, kept as they were sent.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// An event's properties, read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Properties(Map<String, Value>);

/// Values that properties must have: each of the named ones, one of its values.
pub(crate) type Filters = Vec<(String, Vec<String>)>;

impl Properties {
    /// Whether the text is a JSON object whose numbers can be reckoned with.
    pub(crate) fn check(json: &str) -> Result<(), &'static str> {
        match serde_json::from_str::<Readable>(json) {
            Ok(_) if json.trim_ascii_start().starts_with('{') => Ok(()),
            Ok(_) => Err("must be a JSON object"),
            // A number past what 64 bits hold, an object nested past 128, half a surrogate pair.
            Err(_) => Err("must be a JSON object of numbers, texts and lists that can be read back"),
        }
    }

    /// Reads what was checked when it came in.
    pub(crate) fn read(json: &str) -> Self {
        Self(serde_json::from_str(json).unwrap_or_default())
    }

    /// Reads one of them and passes over the others.
    pub(crate) fn one(json: &str, name: &str) -> Option<Value> {
        let one = One(name).deserialize(&mut serde_json::Deserializer::from_str(json)).unwrap_or_default();
        one.filter(|value| !value.is_null())
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

/// Any JSON that can be read; nothing is kept of it.
struct Readable;

impl<'de> Deserialize<'de> for Readable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Readable {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self, A::Error> {
        while list.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        while map.next_entry::<Self, Self>()?.is_some() {}
        Ok(self)
    }
}

/// Finds a member of an object; of two of one name the last, as a map does.
struct One<'a>(&'a str);

impl<'de> DeserializeSeed<'de> for One<'_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for One<'_> {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            if name == self.0 {
                found = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_passes_can_be_read_back() {
        let deep = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        for good in ["{}", r#" {"a":[1,-2.5e3,true,null,{"\u00e9":"\ud83d\ude00"}]} "#, &deep(126)] {
            assert_eq!(Properties::check(good), Ok(()), "{good}");
            assert!(serde_json::from_str::<Map<String, Value>>(good).is_ok());
        }
        for none in ["[]", "1", "null", "\"{}\""] {
            assert_eq!(Properties::check(none), Err("must be a JSON object"));
        }
        for bad in [r#"{"a":1e999}"#, r#"{"a":NaN}"#, r#"{"a":"\ud83d"}"#, &deep(200), "{", "{} {}", ""] {
            assert!(Properties::check(bad).is_err(), "{bad}");
            assert!(serde_json::from_str::<Map<String, Value>>(bad).is_err());
        }
    }

    proptest! {
        #[test]
        fn one_alone_is_the_one_among_all(members in prop::collection::vec(("[ab\\\\\"é]{0,2}", 0..4_u8), 0..6)) {
            let value = |kind: u8| ["null", "{\"a\":1}", "-1.5e2", "\"x\""][usize::from(kind)];
            let member = |(name, kind): &(String, u8)| format!("{}:{}", Value::from(name.as_str()), value(*kind));
            let json = format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(", "));
            let all = Properties::read(&json);
            for name in members.iter().map(|(name, _)| name.as_str()).chain(["c"]) {
                let one = Properties::one(&json, name);
                prop_assert_eq!(one.as_ref(), all.get(name), "{}", json);
            }
        }
    }
}
