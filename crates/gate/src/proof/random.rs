//! The whole gate in random schedules: several threads check a key while it changes.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use keyward_domain::{Code, Id, KeyState, Timestamp};
use keyward_token::{Digest, Formats, Peppers};
use shuttle::future::block_on;
use shuttle::scheduler::RandomScheduler;
use shuttle::{Runner, thread};

use super::{config, dawdle, grant};
use crate::cache::Rule;
use crate::sync::{AtomicBool, Mutex, lock};
use crate::{Ask, Gate, Grant, GrantSource, Invalidation, Lease, LeaseRequest, Settings, Unavailable};

/// How long somebody dawdles where. A check takes some thirty steps and a change three: at one pace, the change would
/// nearly always be over before a check has got anywhere.
#[derive(Clone, Copy)]
struct Pace {
    before_the_change: usize,
    before_the_announcement: usize,
    after_looking: usize,
}

impl Pace {
    /// One of a thousand, in turn.
    fn nth(n: usize) -> Self {
        let digit = |n: usize| n % 10 * 6;
        Self {
            before_the_change: digit(n),
            before_the_announcement: digit(n / 10),
            after_looking: digit(n / 100),
        }
    }
}

const TEXT: &str = "key";

/// Tells what was true when the load began, after others had time to change it.
struct Source {
    truth: Mutex<Option<KeyState>>,
    pace: Pace,
}

impl GrantSource for Source {
    async fn load(&self, _digest: &Digest) -> Result<Option<Grant>, Unavailable> {
        let truth = *lock(&self.truth);
        dawdle(self.pace.after_looking);
        Ok(truth.map(grant))
    }

    async fn lease(
        &self,
        _request: LeaseRequest,
        _paid: Box<dyn FnOnce(Lease) + Send>,
    ) -> Result<Lease, Unavailable> {
        Err(Unavailable)
    }
}

/// How a change is announced, and in which order with the change itself.
#[derive(Clone, Copy, Debug)]
enum Announced {
    Key,
    Tenant,
    Everything,
    /// The cache is off before the change, which nobody announces.
    BypassedBefore,
    /// The cache was off at the change and is on again.
    BypassedDuring,
}

#[derive(Clone, Copy, Debug)]
struct Story {
    announced: Announced,
    /// Whether the key is created; else it is revoked.
    creation: bool,
    /// How many threads check the key meanwhile, and how often each.
    checks: (usize, usize),
    without: Option<Rule>,
}

struct Scene {
    gate: Gate<Source>,
    announced: AtomicBool,
    after: Code,
}

impl Scene {
    fn new(story: Story, pace: Pace) -> Self {
        static FORMATS: LazyLock<Arc<Formats>> = LazyLock::new(Arc::default);
        let before = (!story.creation).then_some(KeyState::Active);
        let settings = Settings { max_keys: 100, max_unknown: 100, unknown_ttl: Duration::from_secs(1) };
        let mut gate = Gate::new(
            Source { truth: Mutex::new(before), pace },
            Arc::clone(&FORMATS),
            Arc::new(Peppers::default()),
            settings,
        );
        gate.cache.without = story.without;
        let after = if story.creation { Code::Valid } else { Code::Revoked };
        Self { gate, announced: AtomicBool::new(false), after }
    }

    fn check(&self) {
        let must_know = self.announced.load(Ordering::SeqCst);
        let ask = Ask {
            now: Timestamp::from_micros(0),
            address: None,
            query: None,
            within: None,
            private_only: false,
            meter: None,
        };
        let code = block_on(self.gate.check(TEXT, &ask)).map(|verdict| verdict.code);
        assert!(!must_know || code == Ok(self.after), "stale: {code:?} after the announcement");
    }

    fn change(&self, story: Story) {
        let pace = self.gate.source().pace;
        let change = || {
            let state = if story.creation { KeyState::Active } else { KeyState::Revoked };
            *lock(&self.gate.source().truth) = Some(state);
            dawdle(pace.before_the_announcement);
        };
        dawdle(pace.before_the_change);
        match story.announced {
            Announced::Key => {
                change();
                self.gate.key(&Digest::sha256(TEXT));
            }
            Announced::Tenant => {
                change();
                self.gate.tenant(Id::new(1));
            }
            Announced::Everything => {
                change();
                self.gate.everything();
            }
            Announced::BypassedBefore => {
                self.gate.set_bypass(true);
                change();
            }
            Announced::BypassedDuring => {
                self.gate.set_bypass(true);
                change();
                self.gate.set_bypass(false);
            }
        }
        self.announced.store(true, Ordering::SeqCst);
    }
}

fn tell(story: Story, pace: Pace) {
    let scene = Arc::new(Scene::new(story, pace));
    let (threads, checks) = story.checks;
    let checkers: Vec<_> = (0..threads)
        .map(|_| {
            let scene = Arc::clone(&scene);
            thread::spawn(move || (0..checks).for_each(|_| scene.check()))
        })
        .collect();
    scene.change(story);
    scene.check();
    for checker in checkers {
        checker.join().expect("a check panicked");
    }
    // And what was left in the cache is no older.
    scene.check();
}

const SEED: u64 = 20_270_131;
const ITERATIONS: usize = 10_000;

fn randomly(story: Story) {
    let scheduler = RandomScheduler::new_from_seed(SEED, ITERATIONS);
    let turn = AtomicUsize::new(0);
    let next = move || Pace::nth(turn.fetch_add(1, Ordering::Relaxed));
    Runner::new(scheduler, config()).run(move || tell(story, next()));
}

fn story(announced: Announced, creation: bool) -> Story {
    Story { announced, creation, checks: (2, 2), without: None }
}

const ALL: [Announced; 5] = [
    Announced::Key,
    Announced::Tenant,
    Announced::Everything,
    Announced::BypassedBefore,
    Announced::BypassedDuring,
];

#[test]
fn no_stale_grant_at_random() {
    for announced in ALL {
        randomly(story(announced, false));
    }
}

#[test]
fn no_stale_unknown_at_random() {
    for announced in ALL {
        randomly(story(announced, true));
    }
}

/// Leaving the rule out has to be noticed.
macro_rules! is_missed {
    ($($name:ident: $rule:ident, $announced:ident, $creation:literal;)*) => {$(
        #[test]
        #[should_panic(expected = "stale")]
        fn $name() {
            randomly(Story { without: Some(Rule::$rule), ..story(Announced::$announced, $creation) });
        }
    )*};
}

is_missed! {
    to_remove_is_missed: Remove, Key, false;
    to_remove_an_unknown_is_missed: Remove, Key, true;
    to_strike_off_is_missed: StrikeOff, Key, false;
    to_store_if_listed_is_missed: StoreIfListed, Key, false;
    to_store_an_unknown_if_listed_is_missed: StoreIfListed, Key, true;
    to_remove_everything_is_missed: Remove, Everything, false;
    to_strike_everything_off_is_missed: StrikeOff, Everything, false;
    to_store_if_same_generation_is_missed: StoreIfSameGeneration, Tenant, false;
    to_join_same_generation_is_missed: JoinSameGeneration, Tenant, false;
    to_raise_the_generation_first_is_missed: GenerationFirst, Tenant, false;
    to_compare_the_epoch_is_missed: CompareEpoch, Tenant, false;
    to_compare_the_generation_is_missed: CompareGeneration, Tenant, true;
    to_empty_the_cache_for_a_bypass_is_missed: Remove, BypassedDuring, false;
}
