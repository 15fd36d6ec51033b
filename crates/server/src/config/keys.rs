//! Every key that there is, from the sections themselves: serde knows their fields, their defaults tell
//! the type.

use serde::de::value::Error;
use serde::de::{Deserialize, Deserializer, Error as _, Visitor};
use serde::forward_to_deserialize_any;
use toml::{Table, Value};

use super::{
    Accounts, Auth, Config, Database, Events, Gate, Idempotency, Issue, Leaks, Licensing, Limits, Log, Mail,
    Peppers, Portal, RateLimits, Releases, Server, Subscriptions, Webhooks,
};

/// Keys whose value is a map from names of the operator's choice; each of its entries is one setting.
pub(super) const MAPS: [&str; 3] = ["formats", "auth.static_keys", "leaks.formats"];

/// The names of a struct's fields.
type Fields = &'static [&'static str];

/// Each table's name and its fields; the nameless one is the top.
fn tables() -> [(&'static str, Fields); 20] {
    [
        ("", fields::<Config>()),
        ("server", fields::<Server>()),
        ("database", fields::<Database>()),
        ("gate", fields::<Gate>()),
        ("issue", fields::<Issue>()),
        ("auth", fields::<Auth>()),
        ("accounts", fields::<Accounts>()),
        ("licensing", fields::<Licensing>()),
        ("subscriptions", fields::<Subscriptions>()),
        ("mail", fields::<Mail>()),
        ("portal", fields::<Portal>()),
        ("peppers", fields::<Peppers>()),
        ("log", fields::<Log>()),
        ("events", fields::<Events>()),
        ("webhooks", fields::<Webhooks>()),
        ("leaks", fields::<Leaks>()),
        ("idempotency", fields::<Idempotency>()),
        ("limits", fields::<Limits>()),
        ("releases", fields::<Releases>()),
        ("rate_limits", fields::<RateLimits>()),
    ]
}

/// What a key holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Boolean,
    List,
    Map,
}

/// One key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// The table it is in; empty at the top.
    pub(super) table: &'static str,
    /// Its dotted name.
    pub(super) name: String,
    pub(super) kind: Kind,
}

impl Key {
    /// Its name within its table.
    pub(super) fn field(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or(&self.name)
    }

    /// The environment variable that sets it, where one can.
    pub(super) fn variable(&self) -> String {
        format!("KEYWARD_{}", self.name.replace('.', "_").to_ascii_uppercase())
    }
}

/// Every key, in the order of the fields, those at the top first.
pub(super) fn keys() -> Vec<Key> {
    let defaults = to_table(&Config::default());
    let tables = tables();
    let is_table = |name: &str| tables.iter().any(|(table, _)| *table == name);
    let all = tables
        .iter()
        .flat_map(|(table, fields)| fields.iter().map(move |field| (*table, join(table, field))));
    all.filter(|(_, name)| !is_table(name))
        .map(|(table, name)| Key { kind: kind(&defaults, &name), table, name })
        .collect()
}

/// The configuration as TOML, passwords masked.
pub(super) fn to_table(config: &Config) -> Table {
    Table::try_from(config).expect("every value has a place in TOML")
}

/// The value of a dotted key.
pub(super) fn get<'a>(table: &'a Table, name: &str) -> Option<&'a Value> {
    let (first, rest) = name.split_once('.').map_or((name, None), |(first, rest)| (first, Some(rest)));
    let value = table.get(first)?;
    rest.map_or(Some(value), |rest| get(value.as_table()?, rest))
}

/// A field's dotted name.
pub(super) fn join(table: &str, field: &str) -> String {
    if table.is_empty() { field.to_owned() } else { format!("{table}.{field}") }
}

/// A dotted key as it may be shown: who wrote a key itself where its SHA-256 belongs shall not read it
/// in a log.
pub(super) fn shown(name: &str) -> String {
    let Some(entry) = name.strip_prefix("auth.static_keys.") else { return name.to_owned() };
    let start: String = entry.chars().take(8).collect();
    if start.len() == entry.len() { name.to_owned() } else { format!("auth.static_keys.{start}…") }
}

fn kind(defaults: &Table, name: &str) -> Kind {
    match get(defaults, name) {
        Some(Value::Integer(_)) => Kind::Number,
        Some(Value::Boolean(_)) => Kind::Boolean,
        Some(Value::Array(_)) => Kind::List,
        Some(Value::Table(_)) => Kind::Map,
        // What has no default is a text.
        _ => Kind::Text,
    }
}

/// The fields of a struct, as its `Deserialize` tells them.
fn fields<T: Deserialize<'static>>() -> Fields {
    let mut fields: Fields = &[];
    // The capture answers nothing but an error; what it saw is in `fields`.
    let _ = T::deserialize(Capture(&mut fields));
    fields
}

struct Capture<'a>(&'a mut Fields);

impl<'de> Deserializer<'de> for Capture<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("not a struct"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: Fields,
        _: V,
    ) -> Result<V::Value, Error> {
        *self.0 = fields;
        Err(Error::custom("seen"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn kind_of(name: &str) -> Kind {
        keys().into_iter().find(|key| key.name == name).unwrap_or_else(|| panic!("{name} is no key")).kind
    }

    #[test]
    fn the_type_follows_from_the_default() {
        assert_eq!(kind_of("data_dir"), Kind::Text);
        assert_eq!(kind_of("server.public_url"), Kind::Text);
        assert_eq!(kind_of("server.max_body_bytes"), Kind::Number);
        assert_eq!(kind_of("server.trusted_proxies"), Kind::List);
        assert_eq!(kind_of("database.migrate"), Kind::Boolean);
        let maps: Vec<_> =
            keys().into_iter().filter(|key| key.kind == Kind::Map).map(|key| key.name).collect();
        assert_eq!(maps, MAPS, "a table that is no map has a line in `tables`");
    }

    #[test]
    fn no_two_keys_share_a_variable() {
        let all = keys();
        let variables: BTreeSet<String> = all.iter().map(Key::variable).collect();
        assert_eq!(variables.len(), all.len());
        assert!(variables.contains("KEYWARD_DATA_DIR") && variables.contains("KEYWARD_DATABASE_URL"));
    }

    #[test]
    fn what_may_be_a_key_is_cut() {
        assert_eq!(shown("auth.static_keys.sk_live_0123456789"), "auth.static_keys.sk_live_…");
        assert_eq!(shown("server.listen"), "server.listen");
    }
}
