//! The count of a limit that is lent from entry to entry, in random schedules: two keys take from it, one of which changes meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use keyward_domain::{Code, Cost, Id, KeyState, Limit, LimitScope, Limits, Timestamp, Units, Window};
use keyward_token::{Digest, Formats, Peppers};
use shuttle::future::block_on;
use shuttle::scheduler::RandomScheduler;
use shuttle::{Runner, thread};

use super::{config, dawdle, grant};
use crate::cache::Rule;
use crate::{
    Ask, Gate, Grant, GrantSource, Invalidation, Lease, LeaseRequest, Meter, Settings, Subject, Unavailable,
};

const MOST: u32 = 3;
/// Of each of two who take: neither could take all of it.
const CHECKS: i64 = 2;
const SLOT: i64 = 1_000_000 / 16;

/// Any text is a key with one limit; all share its count.
struct Source;

impl GrantSource for Source {
    async fn load(&self, digest: &Digest) -> Result<Option<Grant>, Unavailable> {
        let limit = Limit {
            name: "a".parse().expect("a name"),
            most: Units::new(MOST.into()).expect("a number of units"),
            window: Window::from_seconds(1).expect("a window"),
            auto: true,
            scope: LimitScope::Key,
        };
        Ok(Some(Grant {
            subject: Subject::Key(Id::new(digest.as_bytes()[0].into())),
            limits: Limits::new(vec![limit]).expect("one limit"),
            limit_scope: Id::new(1),
            ..grant(KeyState::Active)
        }))
    }

    async fn lease(
        &self,
        _request: LeaseRequest,
        _paid: Box<dyn FnOnce(Lease) + Send>,
    ) -> Result<Lease, Unavailable> {
        Err(Unavailable)
    }
}

/// Whether the check passed, and what it was told to be left.
fn check(gate: &Gate<Source>, text: &str, slot: i64, cost: i64) -> (Code, u32) {
    let ask = Ask {
        now: Timestamp::from_micros(SLOT * slot),
        address: None,
        query: None,
        within: None,
        private_only: false,
        meter: Some(Meter { cost: Cost::new(cost).expect("a cost"), named: &[] }),
    };
    block_on(gate.check_with(text, &ask, |answer| (answer.code, answer.limits[0].remaining)))
        .expect("an answer")
}

/// Two take, each across the beginning of slots, while the first one's key is loaded again. As many pass as may, and each is a use.
fn tell(without: Option<Rule>, turn: usize) {
    let settings = Settings { max_keys: 100, max_unknown: 100, unknown_ttl: Duration::from_secs(1) };
    let mut gate = Gate::new(Source, Arc::new(Formats::default()), Arc::new(Peppers::default()), settings);
    gate.cache.without = without;
    let gate = Arc::new(gate);
    let takers: Vec<_> = ["one", "other"]
        .into_iter()
        .map(|text| {
            let gate = Arc::clone(&gate);
            let take = move |slot| u32::from(check(&gate, text, slot, 1).0 == Code::Valid);
            thread::spawn(move || (0..CHECKS).map(take).sum::<u32>())
        })
        .collect();
    // At one pace, both would nearly always be over before a check has got anywhere.
    dawdle(turn % 9 * 6);
    gate.key(&Digest::sha256("one"));
    dawdle(turn / 9 % 9 * 6);
    let early: u64 = gate.take_uses().iter().map(|uses| uses.answered[Code::Valid as usize]).sum();
    let passed: u32 = takers.into_iter().map(|taker| taker.join().expect("a taker")).sum();
    assert_eq!(passed, MOST, "all of them lie in one window");
    assert_eq!(check(&gate, "one", CHECKS, 0), (Code::Valid, 0));
    let late: u64 = gate.take_uses().iter().map(|uses| uses.answered[Code::Valid as usize]).sum();
    let looks = 1;
    assert_eq!(early + late, u64::from(passed) + looks, "each use is counted once");
}

fn randomly(without: Option<Rule>) {
    let turn = AtomicUsize::new(0);
    let next = move || turn.fetch_add(1, Ordering::Relaxed);
    Runner::new(RandomScheduler::new_from_seed(11, 10_000), config()).run(move || tell(without, next()));
}

#[test]
fn what_is_lent_counts_as_what_is_not() {
    randomly(None);
}

/// Who wants what was lent would wait for ever.
#[test]
#[should_panic(expected = "exceeded max_steps")]
fn to_close_is_missed() {
    randomly(Some(Rule::Close));
}

#[test]
#[should_panic(expected = "all of them lie in one window")]
fn to_settle_is_missed() {
    randomly(Some(Rule::Settle));
}
