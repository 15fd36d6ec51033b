//! Serde for values that are one piece of text: read by `FromStr`, written by `Display`, so that a bad
//! one is refused where it stands.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A value of any crate, as text.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct AsText<T>(T);

impl<T: fmt::Display> Serialize for AsText<&T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self.0)
    }
}

impl<'de, T: FromStr<Err: fmt::Display>> Deserialize<'de> for AsText<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map(Self).map_err(de::Error::custom)
    }
}

/// `#[serde(with = "text::plain")]` for a value.
pub(super) mod plain {
    use super::{AsText, Deserialize, Deserializer, FromStr, Serialize, Serializer, fmt};

    pub(in crate::config) fn serialize<S: Serializer, T: fmt::Display>(
        value: &T,
        s: S,
    ) -> Result<S::Ok, S::Error> {
        AsText(value).serialize(s)
    }

    pub(in crate::config) fn deserialize<'de, D, T>(deserializer: D) -> Result<T, D::Error>
    where
        D: Deserializer<'de>,
        T: FromStr<Err: fmt::Display>,
    {
        AsText::deserialize(deserializer).map(|AsText(value)| value)
    }
}

/// `#[serde(with = "text::optional")]` for a value that may be missing.
pub(super) mod optional {
    use super::{AsText, Deserialize, Deserializer, FromStr, Serialize, Serializer, fmt};

    #[expect(clippy::ref_option, reason = "serde hands the field as it is")]
    pub(in crate::config) fn serialize<S, T>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error>
    where
        S: Serializer,
        T: fmt::Display,
    {
        value.as_ref().map(AsText).serialize(serializer)
    }

    pub(in crate::config) fn deserialize<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
    where
        D: Deserializer<'de>,
        T: FromStr<Err: fmt::Display>,
    {
        Ok(Option::deserialize(deserializer)?.map(|AsText(value)| value))
    }
}

/// `#[serde(with = "text::keyed")]` for a map whose keys are such values.
pub(super) mod keyed {
    use std::collections::BTreeMap;

    use super::{AsText, Deserialize, Deserializer, FromStr, Serialize, Serializer, fmt};

    pub(in crate::config) fn serialize<S, K, V>(
        map: &BTreeMap<K, V>,
        serializer: S,
    ) -> Result<S::Ok, S::Error>
    where
        S: Serializer,
        K: fmt::Display,
        V: Serialize,
    {
        serializer.collect_map(map.iter().map(|(key, value)| (AsText(key), value)))
    }

    pub(in crate::config) fn deserialize<'de, D, K, V>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
    where
        D: Deserializer<'de>,
        K: FromStr<Err: fmt::Display> + Ord,
        V: Deserialize<'de>,
    {
        let map: BTreeMap<AsText<K>, V> = BTreeMap::deserialize(deserializer)?;
        Ok(map.into_iter().map(|(AsText(key), value)| (key, value)).collect())
    }
}

/// Gives each type of this crate `Serialize` by its `Display` and `Deserialize` by its `FromStr`.
macro_rules! text_value {
    ($($type:ty),+ $(,)?) => {$(
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::config::text::plain::serialize(self, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::config::text::plain::deserialize(deserializer)
            }
        }
    )+};
}

pub(super) use text_value;
