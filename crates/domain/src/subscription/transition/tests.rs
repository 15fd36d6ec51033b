use proptest::prelude::*;

use super::*;
use crate::subscription::Interval;

const DAY: Duration = Duration::from_hours(24);
const PATIENCE: Patience =
    Patience { first: Duration::from_hours(24 * 30), further: Duration::from_hours(24 * 14) };

fn day(number: u32) -> Timestamp {
    let start: Timestamp = "2027-01-01T00:00:00Z".parse().unwrap();
    start.plus(DAY * number)
}

fn unpaid() -> SubscriptionFacts {
    SubscriptionFacts::unpaid(Interval::Month, day(0))
}

fn happens(facts: &SubscriptionFacts, event: SubscriptionEvent, now: Timestamp) -> SubscriptionTransition {
    advance(facts, event, PATIENCE, now).unwrap_or_else(|refusal| panic!("{event:?}: {refusal:?}"))
}

const PAID: SubscriptionEvent = SubscriptionEvent::Paid { until: None };
const NOW: SubscriptionEvent = SubscriptionEvent::Cancel { at_period_end: false };
const LATER: SubscriptionEvent = SubscriptionEvent::Cancel { at_period_end: true };

fn active() -> SubscriptionFacts {
    happens(&unpaid(), PAID, day(1)).facts
}

#[test]
fn the_first_payment_begins_the_first_period() {
    let paid = happens(&unpaid(), PAID, day(1));
    assert_eq!(paid.facts.status, SubscriptionStatus::Active);
    assert_eq!((paid.facts.period_start, paid.facts.period_end), (day(1), day(32)));
    assert_eq!(paid.effect, SubscriptionEffect::Grant(day(32)));
}

#[test]
fn a_payment_in_time_follows_on_and_one_after_a_gap_begins_anew() {
    let early = happens(&active(), PAID, day(20));
    assert_eq!((early.facts.period_start, early.facts.period_end), (day(32), day(60)));
    let due = happens(&active(), SubscriptionEvent::TimePassed, day(33)).facts;
    assert_eq!(due.status, SubscriptionStatus::PastDue);
    let late = happens(&due, PAID, day(40));
    assert_eq!((late.facts.status, late.facts.period_start), (SubscriptionStatus::Active, day(40)));
    assert_eq!(late.effect, SubscriptionEffect::Grant(Interval::Month.after(day(40))));
}

#[test]
fn a_payment_told_twice_takes_nothing_away() {
    let told = SubscriptionEvent::Paid { until: Some(day(31)) };
    let once = happens(&unpaid(), told, day(1));
    let twice = happens(&once.facts, told, day(2));
    assert_eq!(twice.facts, once.facts);
    let older = happens(&once.facts, SubscriptionEvent::Paid { until: Some(day(3)) }, day(2));
    assert_eq!(older.facts, once.facts);
}

#[test]
fn who_cancels_for_later_keeps_what_is_paid_for() {
    let canceled = happens(&active(), LATER, day(5));
    assert_eq!(
        (canceled.facts.status, canceled.effect),
        (SubscriptionStatus::Active, SubscriptionEffect::None)
    );
    assert!(canceled.facts.ends_with_period() && !canceled.facts.auto_renew);
    assert_eq!(advance(&canceled.facts, LATER, PATIENCE, day(6)), Err(SubscriptionRefusal::AlreadyCanceled));
    let resumed = happens(&canceled.facts, SubscriptionEvent::Resume, day(7)).facts;
    assert_eq!(resumed, active());
    assert_eq!(
        advance(&resumed, SubscriptionEvent::Resume, PATIENCE, day(8)),
        Err(SubscriptionRefusal::NotCanceled)
    );
    let over = happens(&canceled.facts, SubscriptionEvent::TimePassed, day(32));
    assert_eq!((over.facts.status, over.effect), (SubscriptionStatus::Canceled, SubscriptionEffect::None));
}

#[test]
fn who_cancels_at_once_loses_the_licences() {
    let canceled = happens(&active(), NOW, day(5));
    assert_eq!(
        (canceled.facts.status, canceled.effect),
        (SubscriptionStatus::Canceled, SubscriptionEffect::Revoke)
    );
    let of_nothing = happens(&unpaid(), NOW, day(5));
    assert_eq!(of_nothing.effect, SubscriptionEffect::None);
    for (event, refusal) in [
        (NOW, SubscriptionRefusal::AlreadyCanceled),
        (PAID, SubscriptionRefusal::Ended),
        (SubscriptionEvent::Resume, SubscriptionRefusal::Ended),
        (SubscriptionEvent::SetAutoRenew(true), SubscriptionRefusal::Ended),
    ] {
        assert_eq!(advance(&canceled.facts, event, PATIENCE, day(6)), Err(refusal), "{event:?}");
    }
}

#[test]
fn without_money_it_waits_and_then_ends() {
    let later =
        |facts: &SubscriptionFacts, now| happens(facts, SubscriptionEvent::TimePassed, now).facts.status;
    assert_eq!(later(&unpaid(), day(29)), SubscriptionStatus::Incomplete);
    assert_eq!(later(&unpaid(), day(30)), SubscriptionStatus::Expired);
    assert_eq!(later(&active(), day(31)), SubscriptionStatus::Active);
    assert_eq!(later(&active(), day(32)), SubscriptionStatus::PastDue);
    assert_eq!(later(&active(), day(46)), SubscriptionStatus::Expired);
    let last = happens(&active(), SubscriptionEvent::SetAutoRenew(false), day(2)).facts;
    assert_eq!(later(&last, day(32)), SubscriptionStatus::Expired);
}

#[test]
fn nothing_is_asked_of_one_that_nobody_has_paid_for() {
    for event in [LATER, SubscriptionEvent::Resume, SubscriptionEvent::SetAutoRenew(false)] {
        assert_eq!(
            advance(&unpaid(), event, PATIENCE, day(1)),
            Err(SubscriptionRefusal::Unpaid),
            "{event:?}"
        );
    }
    assert_eq!(happens(&unpaid(), SubscriptionEvent::PaymentFailed, day(1)).facts, unpaid());
}

#[test]
fn a_trial_is_good_until_its_end() {
    let trial = happens(&unpaid(), SubscriptionEvent::TrialBegan { until: day(14) }, day(0));
    assert_eq!(
        (trial.facts.status, trial.effect),
        (SubscriptionStatus::Trialing, SubscriptionEffect::Grant(day(14)))
    );
    let failed = happens(&trial.facts, SubscriptionEvent::PaymentFailed, day(14)).facts;
    assert_eq!(failed.status, SubscriptionStatus::PastDue);
}

fn any_event() -> impl Strategy<Value = SubscriptionEvent> {
    prop_oneof![
        (0_u32..200).prop_map(|until| SubscriptionEvent::Paid { until: Some(day(until)) }),
        Just(PAID),
        (0_u32..200).prop_map(|until| SubscriptionEvent::TrialBegan { until: day(until) }),
        Just(SubscriptionEvent::PaymentFailed),
        Just(NOW),
        Just(LATER),
        Just(SubscriptionEvent::Resume),
        any::<bool>().prop_map(SubscriptionEvent::SetAutoRenew),
        Just(SubscriptionEvent::TimePassed),
    ]
}

proptest! {
    /// Whatever happens, in whatever order: what was paid for is never shortened, an end is for ever, a licence is never granted
    /// beyond what is paid for, and only a cancellation takes licences back.
    #[test]
    fn holds_for_every_history(events in proptest::collection::vec((any_event(), 0_u32..20), 0..40)) {
        let (mut facts, mut now) = (unpaid(), day(0));
        for (event, days) in events {
            now = now.plus(DAY * days);
            let Ok(next) = advance(&facts, event, PATIENCE, now) else { continue };
            let ended = |facts: &SubscriptionFacts| {
                matches!(facts.status, SubscriptionStatus::Canceled | SubscriptionStatus::Expired)
            };
            prop_assert!(next.facts.period_end >= facts.period_end || facts.status == SubscriptionStatus::Incomplete);
            prop_assert!(next.facts.period_start <= next.facts.period_end);
            prop_assert!(!ended(&facts) || next.facts == facts);
            match next.effect {
                SubscriptionEffect::Grant(until) => prop_assert_eq!(until, next.facts.period_end),
                SubscriptionEffect::Revoke => prop_assert_eq!(event, NOW),
                SubscriptionEffect::None => {}
            }
            let again = happens(&next.facts, SubscriptionEvent::TimePassed, now);
            let settled = happens(&again.facts, SubscriptionEvent::TimePassed, now);
            prop_assert_eq!(&settled.facts, &again.facts);
            facts = next.facts;
        }
    }
}
