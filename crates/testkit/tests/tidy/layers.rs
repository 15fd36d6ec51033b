//! Which room may speak of what.

use crate::texts::{Text, assert_none, names, outside_strings, workspace};

/// Rooms that are pure: time and randomness are handed in (invariant 1).
const PURE: [&str; 3] = ["token", "domain", "gate"];
const CLOCKS: [&str; 7] =
    ["SystemTime", "Instant::now", "Timestamp::now", "Zoned::now", "Utc::now", "tokio::time", "elapsed"];
const RANDOMNESS: [&str; 5] = ["getrandom", "rand::", "fastrand", "OsRng", "ThreadRng"];

/// Who works on the database itself (invariant 2). The testkit makes and drops whole databases.
const SQL_ROOMS: [&str; 2] = ["storage", "testkit"];
const SQL: [&str; 13] = [
    "sea_orm",
    "sea_orm_migration",
    "sea_query",
    "sqlx",
    "SELECT",
    "INSERT INTO",
    "UPDATE SET",
    "DELETE FROM",
    "CREATE TABLE",
    "ALTER TABLE",
    "DROP TABLE",
    "PRAGMA",
    "BEGIN IMMEDIATE",
];

const WEB_ROOMS: [&str; 1] = ["server"];
const WEB: [&str; 7] =
    ["axum::", "hyper::", "hyper_util::", "http_body_util::", "tower::", "tower_http::", "utoipa_axum::"];

/// Who calls other servers: the commands, the server's webhooks, and tests.
const HTTP_CALLERS: [&str; 3] = ["cli", "server", "testkit"];

fn pure_rooms_are_handed_time_and_randomness(texts: &[Text]) -> Vec<String> {
    let measures = |path: &str| path.contains("/benches/") || path.contains("/examples/");
    let pure = |text: &&Text| text.room().is_some_and(|room| PURE.contains(&room)) && !measures(&text.path);
    [(CLOCKS.as_slice(), "take a `Clock`"), (RANDOMNESS.as_slice(), "take an `Entropy`")]
        .iter()
        .flat_map(|(words, instead)| breaches(texts.iter().filter(pure), words, instead))
        .collect()
}

fn only_storage_speaks_sql(texts: &[Text]) -> Vec<String> {
    breaches(outside(texts, &SQL_ROOMS), &SQL, "the database is known to `storage` alone")
}

fn only_the_server_speaks_http(texts: &[Text]) -> Vec<String> {
    let mut problems = breaches(outside(texts, &WEB_ROOMS), &WEB, "web types are known to `server` alone");
    problems.extend(breaches(
        outside(texts, &HTTP_CALLERS),
        &["reqwest"],
        "this room calls nobody over HTTP",
    ));
    problems
}

/// A rule, a permission check and an audit line exist once, in the operations (invariant 3).
fn the_api_and_the_dashboard_are_strangers(texts: &[Text]) -> Vec<String> {
    let mut problems = Vec::new();
    for (side, other) in [("crates/server/src/v1", "dashboard"), ("crates/server/src/dashboard", "v1")] {
        let of_side = |path: &str| path.strip_prefix(side).is_some_and(|rest| rest.starts_with(['/', '.']));
        for text in texts.iter().filter(|text| text.is_rust() && of_side(&text.path)) {
            let found = text.code().filter(|(_, line)| names(&outside_strings(line), other));
            let what = format!("names `{other}`: both go through the operations");
            problems.extend(found.map(|(number, _)| text.problem(number, &what)));
        }
    }
    problems
}

fn outside<'a>(texts: &'a [Text], rooms: &'static [&str]) -> impl Iterator<Item = &'a Text> {
    texts.iter().filter(|text| text.room().is_some_and(|room| !rooms.contains(&room)))
}

fn breaches<'a>(texts: impl Iterator<Item = &'a Text>, words: &[&str], reason: &str) -> Vec<String> {
    let mut problems = Vec::new();
    for text in texts.filter(|text| text.is_rust()) {
        for (number, line) in text.code() {
            let found = words.iter().filter(|word| names(line, word));
            problems.extend(found.map(|word| text.problem(number, &format!("names `{word}`: {reason}"))));
        }
    }
    problems
}

#[test]
fn time_and_randomness_are_handed_in() {
    assert_none(&pure_rooms_are_handed_time_and_randomness(workspace()));
}

#[test]
fn a_clock_or_a_die_in_a_pure_room_is_found() {
    for room in PURE {
        for line in CLOCKS.iter().chain(&RANDOMNESS) {
            let text = Text::new(&format!("crates/{room}/src/a.rs"), &format!("\nlet x = {line};"));
            let problems = pure_rooms_are_handed_time_and_randomness(&[text]);
            assert_eq!(problems.len(), 1, "{line}");
            assert!(problems[0].starts_with(&format!("crates/{room}/src/a.rs:2: ")), "{}", problems[0]);
        }
    }
    let innocent = [
        Text::new("crates/gate/src/a.rs", "// SystemTime::now is not for us\nclock.now()"),
        Text::new("crates/gate/benches/a.rs", "Instant::now()"),
        Text::new("crates/cli/src/a.rs", "SystemTime::now()"),
    ];
    assert_none(&pure_rooms_are_handed_time_and_randomness(&innocent));
}

#[test]
fn sql_lives_in_storage() {
    assert_none(&only_storage_speaks_sql(workspace()));
}

#[test]
fn sql_elsewhere_is_found() {
    for word in SQL {
        let line = format!("let x = \"{word} y\";");
        assert_eq!(
            only_storage_speaks_sql(&[Text::new("crates/authority/src/a.rs", &line)]).len(),
            1,
            "{word}"
        );
        assert_none(&only_storage_speaks_sql(&[Text::new("crates/storage/src/a.rs", &line)]));
    }
}

#[test]
fn http_lives_in_the_server() {
    assert_none(&only_the_server_speaks_http(workspace()));
}

#[test]
fn http_elsewhere_is_found() {
    for word in WEB {
        let line = format!("use {word}Something;");
        assert_eq!(
            only_the_server_speaks_http(&[Text::new("crates/cli/src/a.rs", &line)]).len(),
            1,
            "{word}"
        );
        assert_none(&only_the_server_speaks_http(&[Text::new("crates/server/src/a.rs", &line)]));
    }
    let call = Text::new("crates/authority/src/a.rs", "use reqwest::Client;");
    assert_eq!(only_the_server_speaks_http(&[call]).len(), 1);
}

#[test]
fn the_api_and_the_dashboard_do_not_meet() {
    assert_none(&the_api_and_the_dashboard_are_strangers(workspace()));
}

#[test]
fn the_api_meeting_the_dashboard_is_found() {
    for (path, line) in [
        ("crates/server/src/v1/keys.rs", "use crate::dashboard::page;"),
        ("crates/server/src/v1.rs", "use super::{dashboard, http};"),
        ("crates/server/src/dashboard/keys.rs", "crate::v1::keys::create(x)"),
    ] {
        assert_eq!(the_api_and_the_dashboard_are_strangers(&[Text::new(path, line)]).len(), 1, "{path}");
    }
    for (path, line) in [
        ("crates/server/src/dashboard/keys.rs", "let url = \"/v1/keys\";"),
        ("crates/server/src/v1/keys.rs", "// as the dashboard does"),
        ("crates/server/src/lib.rs", "mod v1; mod dashboard;"),
    ] {
        assert_none(&the_api_and_the_dashboard_are_strangers(&[Text::new(path, line)]));
    }
}
