//! Gates that hold their keys.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use keyward_domain::{Cost, Limit, LimitScope, Limits, PermissionQuery, Timestamp, Units, Window};
use keyward_gate::{Ask, Gate, Meter, Settings};
use keyward_token::{Formats, Peppers};

use crate::keys::{Keys, Permitted};

pub(crate) const START: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

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

/// A gate whose source has so many keys, with so many limits each; none is held yet.
pub(crate) fn empty(size: usize, permitted: Permitted, limited: usize, settings: Settings) -> Gate<Keys> {
    let keys = Keys::new(size, permitted, limits(limited));
    Gate::new(keys, Arc::new(Formats::default()), Arc::new(Peppers::default()), settings)
}

/// Room for so many keys and some more.
pub(crate) fn room(size: usize) -> Settings {
    Settings { max_keys: size * 2 + 10_000, max_unknown: 10_000, unknown_ttl: Duration::from_hours(1) }
}

/// Has the gate hold all keys of its source, each of which is a miss; how long that took.
pub(crate) fn fill(gate: &Gate<Keys>) -> Duration {
    #[expect(clippy::disallowed_methods, reason = "what is measured is time")]
    let start = Instant::now();
    for text in gate.source().texts() {
        assert!(matches!(gate.find(text, START).now_or_never(), Some(Ok(Some(_)))), "{text} is found");
    }
    let time = start.elapsed();
    assert_eq!(gate.stats().keys, gate.source().count());
    time
}

/// The question in a turn; a turn is a tenth of a millisecond.
pub(crate) fn ask(turn: i64, query: Option<&PermissionQuery>) -> Ask<'_> {
    Ask {
        now: Timestamp::from_micros(START.as_micros() + turn * 100),
        address: Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        query,
        within: None,
        private_only: false,
        meter: Some(Meter { cost: Cost::ONE, named: &[] }),
    }
}

/// A query as a gate or an asker's repeated question holds it.
pub(crate) fn query(text: &str) -> PermissionQuery {
    text.parse::<PermissionQuery>().expect("well formed").numbered()
}
