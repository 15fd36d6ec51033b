//! One check in process, beside the least that any check must do: one SHA-256 and one look-up.
//!
//! `in-process [keys…]`, by default 1000 and 1000000. Prints a Markdown table.
//!
//! The measured sides take turns in every round. Each operation's text depends on the last one's answer, so that no two
//! overlap; the texts lie in the cache, as one that was just read from a socket does, and the keys are in random order.

#![expect(clippy::print_stdout, reason = "its output is the result")]

mod keys;
mod measure;

use std::collections::HashMap;
use std::hint::black_box;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use keyward_domain::{Code, Cost, Limit, LimitScope, Limits, PermissionQuery, Timestamp, Units, Window};
use keyward_gate::{Ask, DigestState, Gate, Meter, Settings};
use keyward_token::{Digest, Formats, Peppers};

use keys::{Keys, Permitted};
use measure::{Figures, Side, rounds};

/// What the reference finds: as much as a counter and an id need.
struct Record {
    valid: u64,
    _rest: [u64; 7],
}

fn main() {
    let mut sizes: Vec<usize> = std::env::args().skip(1).filter_map(|size| size.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![1000, 1_000_000];
    }
    println!("| keys | what | ns, median (min–max) | ratio |");
    println!("| --- | --- | --- | --- |");
    for size in sizes {
        for (permitted, limits, label) in [
            (Permitted::ByRole, 0, "check"),
            (Permitted::Individually, 0, "check, no two keys permitted the same"),
            (Permitted::ByRole, 1, "check, one limit"),
            (Permitted::ByRole, 3, "check, three limits"),
        ] {
            compare(size, permitted, limits, label);
        }
    }
}

/// Limits that are never reached: what is measured is the taking.
fn limits(count: usize) -> Limits {
    let windows = [60, 3600, 24 * 3600];
    let limit = |(number, seconds): (usize, i64)| Limit {
        name: format!("limit-{number}").parse().expect("a name"),
        most: Units::new(4_000_000_000).expect("a number of units"),
        window: Window::from_seconds(seconds).expect("a window"),
        auto: true,
        scope: LimitScope::Key,
    };
    Limits::new(windows.into_iter().take(count).enumerate().map(limit).collect()).expect("names that differ")
}

fn compare(size: usize, permitted: Permitted, limited: usize, label: &str) {
    let keys = Keys::new(size, permitted, limits(limited));
    let least: HashMap<[u8; 32], Arc<Record>, DigestState> = keys
        .texts()
        .map(|text| (*Digest::sha256(text).as_bytes(), Arc::new(Record { valid: 1, _rest: [0; 7] })))
        .collect();
    let formats = Arc::new(Formats::default());
    let settings =
        Settings { max_keys: size * 2 + 10_000, max_unknown: 1000, unknown_ttl: Duration::from_secs(10) };
    let gate = Gate::new(keys, Arc::clone(&formats), Arc::new(Peppers::default()), settings);
    let keys = gate.source();
    let start = Timestamp::from_micros(1_800_000_000_000_000);
    for text in keys.texts() {
        assert!(matches!(gate.find(text, start).now_or_never(), Some(Ok(Some(_)))), "{text} is found");
    }

    let query: PermissionQuery = "documents:read".parse().expect("well formed");
    let ask = |turn: i64| Ask {
        now: Timestamp::from_micros(start.as_micros() + turn * 100),
        address: Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        query: Some(&query),
        within: None,
        private_only: false,
        meter: Some(Meter { cost: Cost::ONE, named: &[] }),
    };
    let sides: [(&str, Side<'_>); 5] = [
        ("SHA-256 alone", &|text, _| Digest::sha256(black_box(text)).as_bytes() != &[0; 32]),
        ("classify alone", &|text, _| {
            matches!(formats.classify(black_box(text)), keyward_token::Class::Known(_))
        }),
        ("**least**: SHA-256 and `HashMap::get`", &|text, _| {
            least.get(Digest::sha256(black_box(text)).as_bytes()).is_some_and(|record| record.valid == 1)
        }),
        ("`Gate::check_cached`", &|text, turn| {
            gate.check_cached(black_box(text), &ask(turn), |answer| answer.code) == Some(Code::Valid)
        }),
        ("`Gate::check`", &|text, turn| {
            let verdict = gate.check(black_box(text), &ask(turn)).now_or_never();
            matches!(verdict, Some(Ok(verdict)) if verdict.code == Code::Valid)
        }),
    ];
    let figures = rounds(keys, &sides.map(|(_, side)| side), || {
        black_box(gate.take_uses());
    });
    let least = figures[2].median;
    for ((name, _), Figures { median, min, max }) in sides.iter().zip(figures) {
        println!("| {size} ({label}) | {name} | {median:.0} ({min:.0}–{max:.0}) | {:.2} |", median / least);
    }
}
