//! What a check costs with so many keys held.
//!
//! The sides take turns in every round. Each operation's text depends on the last one's answer, so that no two overlap; the texts lie in the
//! processor's cache, as one that was just read from a socket does, and the keys are in random order.

use std::collections::HashMap;
use std::hint::black_box;
use std::process::Command;
use std::sync::Arc;

use futures_util::FutureExt as _;
use keyward_domain::Code;
use keyward_gate::DigestState;
use keyward_token::Digest;
use sha2::{Digest as _, Sha256};

use crate::gates::{self, START, ask, query, room};
use crate::keys::{Keys, Permitted, texts};
use crate::measure::{Figures, Side, Texts, rounds};
use crate::memory::resident;

/// What the reference finds: as much as a counter and an id need.
struct Record {
    valid: u64,
    _rest: [u64; 7],
}

const THOUSAND: usize = 1000;

type Least = HashMap<[u8; 32], Arc<Record>, DigestState>;

/// The limits of each key, and how that is called.
const LIMITS: [(usize, &str); 3] = [(0, "no limit"), (1, "**one limit**"), (3, "three limits")];

pub(crate) fn print(sizes: &[usize]) {
    println!("| keys | what | ns, median (min–max) | of the least |");
    println!("|---|---|---|---|");
    let mut memory = Vec::new();
    for size in sizes {
        for (limited, label) in LIMITS {
            // Three limits of ten million keys are thirty million counts: nothing is learned from them.
            if limited == 3 && *size > 1_000_000 {
                continue;
            }
            // A process of its own, whose memory nothing else was in before.
            let program = std::env::current_exe().expect("this program");
            let mut one = Command::new(program);
            let out = one.args(["one", &size.to_string(), &limited.to_string()]).output().expect("it runs");
            assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
            let out = String::from_utf8(out.stdout).expect("text");
            let (rows, held) = out.trim_end().rsplit_once('\n').expect("rows and a number");
            println!("{rows}");
            memory.push(format!("| {size} | {label} | {held} |"));
        }
    }
    compare(THOUSAND, Permitted::Individually, 1, "one limit, no two keys permitted the same");
    println!("\n| keys | each with | bytes a cached key |\n|---|---|---|");
    for line in memory {
        println!("{line}");
    }
}

/// The rows of so many keys with so many limits each, and a line with the bytes that the gate holds for each.
pub(crate) fn print_one(size: usize, limited: usize) {
    let label = LIMITS.iter().find(|(count, _)| *count == limited).map_or("", |(_, label)| label);
    let held = compare(size, Permitted::ByRole, limited, label);
    println!("{held}");
}

/// Prints the rows of one gate; returns how many bytes it holds for each key.
fn compare(size: usize, permitted: Permitted, limited: usize, label: &str) -> usize {
    let gate = gates::empty(size, permitted, limited, room(size));
    let keys = gate.source();
    let before = resident();
    let each = gates::fill(&gate) / u32::try_from(size).expect("so many at most");
    let missed = each.as_secs_f64() * 1e9;
    let held = resident().saturating_sub(before) / size;
    let record = || Arc::new(Record { valid: 1, _rest: [0; 7] });
    let least: Least = keys.texts().map(|text| (Sha256::digest(text).into(), record())).collect();
    let (unknown, malformed) = (texts(THOUSAND, 3), malformed(keys));
    let of = |all| Texts { all, length: keys.text(0).len() };
    let (known, unknown, malformed) = (of(keys.all()), of(&unknown), of(&malformed));
    for n in 0..THOUSAND {
        assert!(matches!(gate.find(unknown.text(n), START).now_or_never(), Some(Ok(None))), "nobody's");
    }

    let (one, several) = (query("documents:read"), query("documents:read AND (a:b OR NOT c:d)"));
    let told =
        |text: &str, turn, query| gate.check_cached(black_box(text), &ask(turn, query), |answer| answer.code);
    let least = |text: &str, _| {
        let digest: [u8; 32] = Sha256::digest(black_box(text)).into();
        least.get(&digest).is_some_and(|record| record.valid == 1)
    };
    let sha2 = |text: &str, _| Sha256::digest(black_box(text))[..] != [0; 32];
    let sha256 = |text: &str, _| Digest::sha256(black_box(text)).as_bytes() != &[0; 32];
    let hit = |text: &str, turn| told(text, turn, Some(&one)) == Some(Code::Valid);
    let unasked = |text: &str, turn| told(text, turn, None) == Some(Code::Valid);
    let asked_more = |text: &str, turn| told(text, turn, Some(&several)) == Some(Code::Valid);
    let not_found = |text: &str, turn| told(text, turn, Some(&one)) == Some(Code::NotFound);
    let kept = |text: &str, turn| {
        let verdict = gate.check(black_box(text), &ask(turn, Some(&one))).now_or_never();
        matches!(verdict, Some(Ok(verdict)) if verdict.code == Code::Valid)
    };
    let mut sides = vec![
        Side { name: "**least**: SHA-256 and `HashMap::get`", texts: &known, check: &least },
        Side { name: "`check_cached`", texts: &known, check: &hit },
    ];
    if limited == 1 {
        sides.push(Side { name: "`check`, which hands out the grant", texts: &known, check: &kept });
    }
    if limited == 1 && size == THOUSAND && matches!(permitted, Permitted::ByRole) {
        sides.extend([
            Side { name: "SHA-256 alone, by `sha2`", texts: &known, check: &sha2 },
            Side { name: "SHA-256 alone, by `Digest::sha256`", texts: &known, check: &sha256 },
            Side { name: "`check_cached` without a query", texts: &known, check: &unasked },
            Side { name: "`check_cached`, a query of three permissions", texts: &known, check: &asked_more },
            Side { name: "`check_cached` of an unknown key, remembered", texts: &unknown, check: &not_found },
            Side { name: "`check_cached` of a malformed key", texts: &malformed, check: &not_found },
        ]);
    }
    let figures = rounds(&sides, || {
        black_box(gate.take_uses());
    });
    let least = figures[0].median;
    for (Side { name, .. }, Figures { median, min, max }) in sides.iter().zip(figures) {
        println!("| {size}, {label} | {name} | {median:.0} ({min:.0}–{max:.0}) | {:.2} |", median / least);
    }
    let name = "`find` of each for the first time, of a source that answers at once";
    println!("| {size}, {label} | {name} | {missed:.0} | {:.2} |", missed / least);
    held
}

/// Keys with a wrong checksum.
fn malformed(keys: &Keys) -> String {
    let wrong = |text: &str| {
        let (rest, last) = text.split_at(text.len() - 1);
        format!("{rest}{}", if last == "0" { "1" } else { "0" })
    };
    keys.texts().take(THOUSAND).map(wrong).collect()
}
