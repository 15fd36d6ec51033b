//! What the rooms' manifests say.

use toml::Table;

use crate::texts::{Text, assert_none, workspace};

/// Each room with all rooms that lie above it: the table of DESIGN part 3, and what those rooms use.
const ABOVE: [(&str, &[&str]); 12] = [
    ("token", &[]),
    ("domain", &["token"]),
    ("api", &[]),
    ("storage", &["token", "domain"]),
    ("gate", &["token", "domain"]),
    ("authority", &["token", "domain", "storage", "gate"]),
    ("hub", &["token", "domain", "storage", "gate", "authority"]),
    ("metering", &["token", "domain", "storage"]),
    ("server", &["token", "domain", "api", "storage", "gate", "authority", "hub", "metering"]),
    ("client", &["api", "token", "gate"]),
    (
        "cli",
        &["token", "domain", "api", "storage", "gate", "authority", "hub", "metering", "server", "client"],
    ),
    (
        "testkit",
        &["token", "domain", "api", "storage", "gate", "authority", "hub", "metering", "server", "client"],
    ),
];

fn every_room_opts_in_to_the_lints(texts: &[Text]) -> Vec<String> {
    manifests(texts)
        .filter(|(_, _, manifest)| {
            let lints = manifest.get("lints").and_then(|lints| lints.get("workspace"));
            lints.and_then(toml::Value::as_bool) != Some(true)
        })
        .map(|(text, ..)| text.problem(1, "must say `[lints]` `workspace = true`"))
        .collect()
}

fn rooms_use_only_rooms_above_them(texts: &[Text]) -> Vec<String> {
    manifests(texts).flat_map(|(text, room, manifest)| misplaced(text, room, &manifest)).collect()
}

fn misplaced(text: &Text, room: &str, manifest: &Table) -> Vec<String> {
    let Some((_, above)) = ABOVE.iter().find(|(name, _)| *name == room) else {
        return vec![
            text.problem(1, &format!("the room `{room}` has no place in the table of tidy/manifests.rs")),
        ];
    };
    let mut problems = Vec::new();
    for section in ["dependencies", "build-dependencies", "dev-dependencies"] {
        let used = manifest.get(section).and_then(toml::Value::as_table).into_iter().flat_map(Table::keys);
        for used in used.filter_map(|name| name.strip_prefix("keyward-")) {
            // Tests of every room may use the testkit; nothing that ships may.
            let for_tests = section == "dev-dependencies" && used == "testkit";
            if !for_tests && !above.contains(&used) {
                let line = line_of(text, &format!("keyward-{used}"), section);
                problems
                    .push(text.problem(line, &format!("`{used}` does not lie above `{room}` in the house")));
            }
        }
    }
    problems
}

/// The manifests of the rooms, parsed.
fn manifests(texts: &[Text]) -> impl Iterator<Item = (&Text, &str, Table)> {
    texts.iter().filter_map(|text| {
        let room = text.path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml")?;
        let manifest = text.content.parse().unwrap_or_else(|error| panic!("{}: {error}", text.path));
        Some((text, room, manifest))
    })
}

fn line_of(text: &Text, dependency: &str, section: &str) -> usize {
    let header = format!("[{section}]");
    let after_header = text.lines().skip_while(|(_, line)| line.trim() != header);
    after_header.into_iter().find(|(_, line)| line.starts_with(dependency)).map_or(1, |(number, _)| number)
}

#[test]
fn all_rooms_opt_in_to_the_lints() {
    assert_none(&every_room_opts_in_to_the_lints(workspace()));
}

#[test]
fn a_room_without_lints_is_found() {
    for content in
        ["[package]\nname = 'x'", "[lints]\nworkspace = false", "[lints.rust]\nunsafe_code = 'warn'"]
    {
        assert_eq!(every_room_opts_in_to_the_lints(&[Text::new("crates/x/Cargo.toml", content)]).len(), 1);
    }
    assert_none(&every_room_opts_in_to_the_lints(&[Text::new(
        "crates/x/Cargo.toml",
        "[lints]\nworkspace = true",
    )]));
}

#[test]
fn all_rooms_use_only_rooms_above_them() {
    assert_none(&rooms_use_only_rooms_above_them(workspace()));
}

#[test]
fn a_room_that_uses_one_below_it_is_found() {
    let gate = "[dependencies]\nkeyward-token.workspace = true\nkeyward-storage = { path = '../storage' }";
    assert_eq!(
        rooms_use_only_rooms_above_them(&[Text::new("crates/gate/Cargo.toml", gate)]),
        ["crates/gate/Cargo.toml:3: `storage` does not lie above `gate` in the house"]
    );

    let shipped = Text::new("crates/gate/Cargo.toml", "[dependencies]\nkeyward-testkit.workspace = true");
    assert_eq!(rooms_use_only_rooms_above_them(&[shipped]).len(), 1);
    let tested = Text::new("crates/gate/Cargo.toml", "[dev-dependencies]\nkeyward-testkit.workspace = true");
    assert_none(&rooms_use_only_rooms_above_them(&[tested]));

    let unknown = Text::new("crates/attic/Cargo.toml", "");
    assert_eq!(rooms_use_only_rooms_above_them(&[unknown]).len(), 1);
}
