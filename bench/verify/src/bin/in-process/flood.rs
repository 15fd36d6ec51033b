//! A bounded cache under random keys.

use std::time::Duration;

use futures_util::FutureExt as _;
use keyward_domain::Code;
use keyward_gate::Settings;

use crate::gates::{self, ask, fill};
use crate::keys::{Permitted, texts};
use crate::memory::resident;

const REAL: usize = 50_000;
const FLOOD: usize = 2_000_000;
const SETTINGS: Settings =
    Settings { max_keys: 100_000, max_unknown: 100_000, unknown_ttl: Duration::from_hours(1) };

pub(crate) fn print() {
    let gate = gates::empty(REAL, Permitted::ByRole, 1, SETTINGS);
    fill(&gate);
    let (garbage, length) = (texts(FLOOD, 9), gate.source().text(0).len());
    let before = resident();
    for n in 0..FLOOD {
        let text = &garbage[n * length..(n + 1) * length];
        let verdict = gate.check(text, &ask(0, None)).now_or_never();
        assert!(matches!(verdict, Some(Ok(verdict)) if verdict.code == Code::NotFound));
    }
    let grown = resident().saturating_sub(before) / 1024 / 1024;
    let stats = gate.stats();
    let still = |text: &&str| matches!(gate.peek(text, ask(0, None).now), Some(Some(_)));
    let kept = gate.source().texts().filter(still).count();
    println!(
        "{FLOOD} well-formed keys of nobody against {REAL} cached ones, bounds of {} keys and {} unknown: \
         {kept} are still held, {} unknown are remembered, and {grown} MiB are used more.",
        SETTINGS.max_keys, SETTINGS.max_unknown, stats.unknown
    );
}
