//! The cache alone in every schedule there is of one load beside one announcement and a look-up after it.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use keyward_domain::{Id, KeyState, Timestamp};
use keyward_token::Digest;
use shuttle::scheduler::{DfsScheduler, RandomScheduler};
use shuttle::{Runner, thread};

use super::{config, grant};
use crate::cache::{Boarding, Cache, Rule};
use crate::flight::Flight;
use crate::sync::AtomicBool;
use crate::{CachedGrant, Invalidation};

const NOW: Timestamp = Timestamp::from_micros(0);
const LATER: Timestamp = Timestamp::from_micros(1);

#[derive(Clone, Copy, Debug)]
enum Announced {
    Key,
    Tenant,
}

#[derive(Clone, Copy, Debug)]
struct Story {
    announced: Announced,
    /// Whether the key is created; else it is revoked.
    creation: bool,
    without: Option<Rule>,
}

impl Story {
    fn truth(self, changed: bool) -> Option<KeyState> {
        match (self.creation, changed) {
            (true, false) => None,
            (true, true) | (false, false) => Some(KeyState::Active),
            (false, true) => Some(KeyState::Revoked),
        }
    }

    /// Whether an answer is that of after the change.
    fn is_new(self, found: Option<&Arc<CachedGrant>>) -> bool {
        found.map(|grant| grant.state) == self.truth(true)
    }
}

fn digest() -> Digest {
    Digest::from_bytes([7; 32])
}

/// A load from beginning to end: its flight, and whether it saw the change.
fn load(story: Story, cache: &Cache, changed: &AtomicBool) -> Option<(Arc<Flight>, bool)> {
    let Boarding::Ticket(ticket) = cache.board(&digest(), NOW) else { return None };
    let saw_change = changed.load(Ordering::SeqCst);
    // That one loads and the others wait is the matter of tokio's cell, not of the protocol.
    let outcome = cache.land(&ticket, Ok(story.truth(saw_change).map(grant)), NOW, LATER);
    assert!(ticket.outcome.set(outcome).is_ok(), "only one loads");
    Some((Arc::clone(&ticket), saw_change))
}

fn tell(story: Story) {
    let mut cache = Cache::new(64, 64);
    cache.without = story.without;
    let scene = Arc::new((cache, AtomicBool::new(false)));
    let other = thread::spawn({
        let scene = Arc::clone(&scene);
        move || load(story, &scene.0, &scene.1)
    });
    let (cache, changed) = &*scene;

    changed.store(true, Ordering::SeqCst);
    match story.announced {
        Announced::Key => cache.key(&digest()),
        Announced::Tenant => cache.tenant(Id::new(1)),
    }
    let joined = match cache.board(&digest(), NOW) {
        Boarding::Landed(found) => {
            assert!(story.is_new(found.as_ref()), "stale: told from the cache after the announcement");
            None
        }
        Boarding::Ticket(ticket) => Some(ticket),
    };

    let loaded = other.join().expect("the loader panicked");
    if let (Some(joined), Some((flight, saw_change))) = (&joined, &loaded) {
        assert!(*saw_change || !Arc::ptr_eq(joined, flight), "stale: joined after the announcement");
    }
    if let Boarding::Landed(found) = cache.board(&digest(), NOW) {
        assert!(story.is_new(found.as_ref()), "stale: stored after the announcement");
    }
}

/// Every schedule there is; some hundred thousand.
fn every_schedule(announced: Announced, creation: bool) {
    let story = Story { announced, creation, without: None };
    let schedules = Runner::new(DfsScheduler::new(None, false), config()).run(move || tell(story));
    assert!(schedules > 100_000, "shuttle found few places to switch: {schedules}");
}

#[test]
fn no_stale_grant_of_a_key() {
    every_schedule(Announced::Key, false);
}

#[test]
fn no_stale_unknown_of_a_key() {
    every_schedule(Announced::Key, true);
}

#[test]
fn no_stale_grant_of_a_tenant() {
    every_schedule(Announced::Tenant, false);
}

#[test]
fn no_stale_unknown_of_a_tenant() {
    every_schedule(Announced::Tenant, true);
}

/// Leaving a rule out has to be noticed.
macro_rules! is_missed {
    ($($name:ident: $rule:ident, $announced:ident, $creation:literal;)*) => {$(
        #[test]
        #[should_panic(expected = "stale")]
        fn $name() {
            let story = Story {
                announced: Announced::$announced,
                creation: $creation,
                without: Some(Rule::$rule),
            };
            // At random a fault is found in a moment; one after the other, the schedule that shows it may be the last.
            let scheduler = RandomScheduler::new_from_seed(1, 100_000);
            Runner::new(scheduler, config()).run(move || tell(story));
        }
    )*};
}

is_missed! {
    to_remove_is_missed: Remove, Key, false;
    to_remove_an_unknown_is_missed: Remove, Key, true;
    to_strike_off_is_missed: StrikeOff, Key, false;
    to_store_if_listed_is_missed: StoreIfListed, Key, false;
    to_store_if_same_generation_is_missed: StoreIfSameGeneration, Tenant, false;
    to_join_same_generation_is_missed: JoinSameGeneration, Tenant, false;
    to_raise_the_generation_first_is_missed: GenerationFirst, Tenant, false;
    to_compare_the_epoch_is_missed: CompareEpoch, Tenant, false;
    to_compare_the_generation_is_missed: CompareGeneration, Tenant, true;
}
