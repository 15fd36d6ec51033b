//! One layer at a time: its text, checked alone so that an error has its place, becomes settings.

use std::ops::Range;

use serde::Deserialize;
use toml::de::{DeTable, DeValue, Deserializer, Error};
use toml::{Spanned, Table, Value};

use super::keys::{MAPS, join};
use super::reason::reason;
use super::{Config, ConfigError, Origin, Position};

/// One key's value and the layer that gives it.
pub(super) struct Setting {
    pub(super) key: String,
    pub(super) value: Value,
    pub(super) origin: Origin,
}

/// The settings of a TOML text, or everything that is wrong with it. `origin` says where a place in the
/// text is.
pub(super) fn read(
    text: &str,
    origin: impl Fn(Option<Position>) -> Origin,
) -> Result<Vec<Setting>, Vec<ConfigError>> {
    // What some editors put first counts for no column.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let at = |span: Option<Range<usize>>| origin(span.map(|span| Position::of(text, span.start)));
    let syntax = |error: Error| vec![ConfigError::new(at(error.span()), "", error.message())];
    let mut document = DeTable::parse(text).map_err(syntax)?;
    let whole = document.clone();

    // Serde stops at the first error, so what it stopped at is taken out and the rest read again.
    let mut errors = Vec::new();
    while let Err(error) = Config::deserialize(Deserializer::from(document.clone())) {
        let path = error.span().and_then(|span| locate(document.get_ref(), &span)).unwrap_or_default();
        errors.push((
            error.span(),
            ConfigError::new(at(error.span()), path.join("."), reason(error.message())),
        ));
        if !remove(document.get_mut(), setting_of(&path)) {
            break;
        }
    }
    if !errors.is_empty() {
        errors.sort_by_key(|(span, _)| span.as_ref().map(|span| span.start));
        return Err(errors.into_iter().map(|(_, error)| error).collect());
    }

    let values = Table::deserialize(Deserializer::from(whole.clone())).map_err(syntax)?;
    let place = |key: &str| at(span_of(whole.get_ref(), key));
    Ok(leaves("", values)
        .into_iter()
        .map(|(key, value)| Setting { origin: place(&key), key, value })
        .collect())
}

/// The setting of one dotted key from outside a text, or what is wrong with it.
pub(super) fn single(key: &str, value: Value, origin: &Origin) -> Result<Vec<Setting>, ConfigError> {
    let mut table = Table::new();
    insert(&mut table, key, value);
    let checked = Config::deserialize(Value::Table(table.clone())).map(|_| leaves("", table));
    let settings = checked.map_err(|error| ConfigError::new(origin.clone(), key, reason(error.message())))?;
    Ok(settings.into_iter().map(|(key, value)| Setting { key, value, origin: origin.clone() }).collect())
}

/// Puts a value at a dotted key, making the tables on the way.
pub(super) fn insert(table: &mut Table, key: &str, value: Value) {
    match key.split_once('.') {
        None => {
            table.insert(key.to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = table.entry(first).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(inner) = inner {
                insert(inner, rest, value);
            }
        }
    }
}

/// Each setting in a table by its dotted key: what is no table, and each entry of a map.
fn leaves(prefix: &str, table: Table) -> Vec<(String, Value)> {
    let within_map = MAPS.contains(&prefix);
    let each = table.into_iter().map(|(field, value)| (join(prefix, &field), value));
    each.flat_map(|(key, value)| match value {
        Value::Table(inner) if !within_map => leaves(&key, inner),
        value => vec![(key, value)],
    })
    .collect()
}

/// The path of what stands at `span`: the innermost key whose name or value it is in.
fn locate(table: &DeTable<'_>, span: &Range<usize>) -> Option<Vec<String>> {
    let holds = |outer: Range<usize>| outer.start <= span.start && span.end <= outer.end;
    table.iter().find_map(|(key, value)| {
        let name = key.get_ref().to_string();
        if holds(key.span()) {
            return Some(vec![name]);
        }
        let inner = match value.get_ref() {
            DeValue::Table(inner) => locate(inner, span),
            DeValue::Array(items) => items.iter().find_map(|item| locate(item.get_ref().as_table()?, span)),
            _ => None,
        };
        match inner {
            Some(path) => Some([vec![name], path].concat()),
            None => holds(value.span()).then(|| vec![name]),
        }
    })
}

/// The path as far as one setting goes: an entry of a map is taken whole, since without a key it would
/// be wrong in another way.
fn setting_of(path: &[String]) -> &[String] {
    let entry = (1..path.len()).find(|depth| MAPS.contains(&path[..*depth].join(".").as_str()));
    entry.map_or(path, |depth| &path[..=depth])
}

fn remove(table: &mut DeTable<'_>, path: &[String]) -> bool {
    let Some((first, rest)) = path.split_first() else { return false };
    let Some(key) = table.keys().find(|key| key.get_ref() == first).cloned() else { return false };
    if rest.is_empty() {
        return table.remove(&key).is_some();
    }
    match table.get_mut(&key).map(Spanned::get_mut) {
        Some(DeValue::Table(inner)) => remove(inner, rest),
        // A list is one setting.
        Some(DeValue::Array(_)) => table.remove(&key).is_some(),
        _ => false,
    }
}

/// Where the name of a dotted key stands.
fn span_of(table: &DeTable<'_>, key: &str) -> Option<Range<usize>> {
    let (first, rest) = key.split_once('.').map_or((key, None), |(first, rest)| (first, Some(rest)));
    let (name, value) = table.iter().find(|(name, _)| name.get_ref() == first)?;
    rest.map_or(Some(name.span()), |rest| span_of(value.get_ref().as_table()?, rest))
}

#[cfg(test)]
mod tests {
    use super::super::support::{failure, file};

    #[test]
    fn errors_in_a_file_have_their_place() {
        for (text, expected) in [
            (
                "[server]\nlisten = \"127.0.0.1:1\"\n  lisen = 1",
                "keyward.toml:3:3: server.lisen: unknown key, did you mean listen?",
            ),
            ("log.format = \"xml\"", "keyward.toml:1:14: log.format: must be text or json"),
            ("\u{feff}log.format = \"xml\"", "keyward.toml:1:14: log.format: must be text or json"),
            (
                "[gate]\nmax_keys = \"5\"",
                "keyward.toml:2:12: gate.max_keys: invalid type: text, expected a whole number from 1 to 100000000",
            ),
            (
                "[gate]\nmax_keys = -5",
                "keyward.toml:2:12: gate.max_keys: must be a whole number from 1 to 100000000, not -5",
            ),
            (
                "[server]\ntrusted_proxies = [\n  \"10.0.0.0/8\",\n  \"proxy\",\n]",
                "keyward.toml:2:19: server.trusted_proxies: \"proxy\" is no network like 10.0.0.0/8 and no address",
            ),
            (
                "database = \"postgres://k:hunter2@db/k\"",
                "keyward.toml:1:12: database: invalid type: text, expected a table",
            ),
            (
                "preset = \"flavour-hub\"",
                "keyward.toml:1:10: preset: unknown preset, did you mean flavor-hub? (there are: flavor-hub, flexprice, flapjack)",
            ),
            (
                "[auth.static_keys.sk_live_0123456789]\ntenant = \"a\"",
                "keyward.toml:1:19: auth.static_keys.sk_live_…: must be the SHA-256 of a key as 64 hexadecimal digits in small letters, never the key itself",
            ),
            ("[peppers]\np1 = \"a1a1\"", "keyward.toml:2:1: peppers.p1: unknown key (allowed here: current)"),
            ("[server\nlisten = 1", "keyward.toml:1:8: unclosed table, expected `]`"),
            ("data_dir = \"a\"\ndata_dir = \"b\"", "keyward.toml:2:1: duplicate key"),
        ] {
            assert_eq!(failure(file(text)), expected);
        }
    }

    #[test]
    fn an_entry_that_lacks_a_key_is_named() {
        let digest = "0f".repeat(32);
        let text = format!("[auth.static_keys.{digest}]\ntenant = \"a\"\nuser = \"b\"");
        assert_eq!(failure(file(&text)), "keyward.toml:1:1: auth.static_keys.0f0f0f0f…: missing key `name`");
    }
}
