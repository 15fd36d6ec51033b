//! The operator's documents name every key, at its default.

use toml::Table;

use super::keys::{Key, Kind, get, keys, to_table};
use super::support::{file, load};
use super::{Config, Sources};

const EXAMPLE: &str = include_str!("../../../../docs/config.example.toml");
const PAGE: &str = include_str!("../../../../docs/configuration.md");

/// The example with its commented settings (`#key = …`, without a space) in force.
fn everything_set() -> String {
    EXAMPLE.lines().map(|line| setting(line).unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

fn setting(line: &str) -> Option<&str> {
    line.strip_prefix('#').filter(|rest| rest.starts_with(|c: char| c.is_lowercase() || c == '['))
}

#[test]
fn the_example_is_the_default() {
    assert_eq!(load(file(EXAMPLE)).config, Config::default());
}

#[test]
fn the_example_holds_every_key() {
    let (plain, whole): (Table, Table) =
        (EXAMPLE.parse().expect("TOML"), everything_set().parse().expect("TOML without its comment signs"));
    let defaults = to_table(&Config::default());
    for key in keys() {
        assert!(get(&whole, &key.name).is_some(), "{} is not in the example", key.name);
        let default = get(&defaults, &key.name).filter(|_| key.kind != Kind::Map);
        assert_eq!(get(&plain, &key.name), default, "{}", key.name);
    }
    let loaded = load(file(&everything_set()));
    assert_eq!((loaded.config.formats.len(), loaded.config.auth.static_keys.len()), (1, 1));
}

#[test]
fn the_page_names_every_key_and_its_default() {
    let defaults = to_table(&Config::default());
    for key in keys() {
        let default = get(&defaults, &key.name).filter(|_| key.kind != Kind::Map);
        let row =
            format!("| `{}` | {} |", key.name, default.map_or("–".to_owned(), |value| format!("`{value}`")));
        assert!(PAGE.lines().any(|line| line.starts_with(&row)), "no row in docs/configuration.md:\n{row}");
    }
    let rows = PAGE
        .lines()
        .filter(|line| line.starts_with("| `") && line.contains("` | ") && line.matches('|').count() == 4);
    assert_eq!(rows.count(), keys().len(), "a row for what is no key");
}

#[test]
fn every_key_that_has_a_variable_takes_its_default_from_it() {
    let defaults = to_table(&Config::default());
    let text = |key: &Key| match get(&defaults, &key.name)? {
        toml::Value::String(text) => Some(text.clone()),
        value => Some(value.to_string()),
    };
    let all = keys();
    let settable = all.iter().filter(|key| key.kind != Kind::Map);
    let environment = settable.filter_map(|key| Some((key.variable(), text(key)?))).collect();
    assert_eq!(load(Sources { environment, ..Sources::default() }).config, Config::default());
}
