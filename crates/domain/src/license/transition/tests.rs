use proptest::prelude::*;

use super::*;

const HANDS: [LicenseHand; 4] =
    [LicenseHand::Holder, LicenseHand::Issuer, LicenseHand::Billing, LicenseHand::Operator];
const DAY: i64 = 86_400_000_000;

const fn day(number: i64) -> Timestamp {
    Timestamp::from_micros(number * DAY)
}

fn reason(text: &str) -> Name {
    text.parse().unwrap()
}

/// A licence that ends on day 100, looked at on day 50 (or 150 for the expired one), in each state.
fn in_state(status: LicenseStatus) -> (LicenseFacts, Timestamp) {
    let mut facts = LicenseFacts::until(day(100));
    match status {
        LicenseStatus::Active => {}
        LicenseStatus::Expired => return (facts, day(150)),
        LicenseStatus::Suspended => facts.suspended = Some(Suspension { at: day(1), reason: None }),
        LicenseStatus::Revoked => facts.revoked = Some(Revocation { at: day(1), reason: None }),
    }
    (facts, day(50))
}

/// The table of B.1: from, event, hands that may, what it becomes. What is not here is refused.
fn allowed() -> Vec<(LicenseStatus, LicenseEvent, &'static [LicenseHand], LicenseStatus)> {
    use LicenseHand::{Billing, Issuer, Operator};
    use LicenseStatus::{Active, Expired, Revoked, Suspended};
    let renew = LicenseEvent::Renew { months: 1 };
    let extend = LicenseEvent::Extend { until: day(200) };
    let revoke = LicenseEvent::Revoke { reason: None };
    let refund = LicenseEvent::Revoke { reason: Some(reason("refund")) };
    let suspend = LicenseEvent::Suspend { reason: None };
    let upgrade = LicenseEvent::ChangeTier { from: 1, to: 2 };
    let downgrade = LicenseEvent::ChangeTier { from: 2, to: 1 };
    vec![
        (Active, renew.clone(), &[Issuer, Billing, Operator], Active),
        (Expired, renew.clone(), &[Issuer, Billing, Operator], Active),
        (Suspended, renew, &[Billing, Operator], Suspended),
        (Active, extend.clone(), &[Billing, Operator], Active),
        (Expired, extend.clone(), &[Billing, Operator], Active),
        (Suspended, extend, &[Billing, Operator], Suspended),
        (Active, revoke.clone(), &HANDS, Revoked),
        (Expired, revoke.clone(), &HANDS, Revoked),
        (Suspended, revoke, &HANDS, Revoked),
        (Active, refund.clone(), &HANDS, Revoked),
        (Expired, refund.clone(), &HANDS, Revoked),
        (Suspended, refund.clone(), &HANDS, Revoked),
        (Revoked, refund, &[Billing], Revoked),
        (Revoked, LicenseEvent::Reactivate, &HANDS, Active),
        (Active, suspend, &[Operator], Suspended),
        (Suspended, LicenseEvent::Reinstate, &[Operator], Active),
        (Active, upgrade, &[Issuer, Billing, Operator], Active),
        (Active, downgrade, &[Billing, Operator], Active),
        (Active, LicenseEvent::Transfer, &HANDS, Active),
    ]
}

fn events() -> Vec<LicenseEvent> {
    vec![
        LicenseEvent::Renew { months: 1 },
        LicenseEvent::Extend { until: day(200) },
        LicenseEvent::Revoke { reason: None },
        LicenseEvent::Revoke { reason: Some(reason("refund")) },
        LicenseEvent::Reactivate,
        LicenseEvent::Suspend { reason: None },
        LicenseEvent::Reinstate,
        LicenseEvent::ChangeTier { from: 1, to: 2 },
        LicenseEvent::ChangeTier { from: 2, to: 1 },
        LicenseEvent::Transfer,
    ]
}

#[test]
fn what_the_table_allows_happens_and_nothing_else() {
    let table = allowed();
    for status in
        [LicenseStatus::Active, LicenseStatus::Expired, LicenseStatus::Suspended, LicenseStatus::Revoked]
    {
        for event in events() {
            for hand in HANDS {
                let (facts, now) = in_state(status);
                let told = transition(&facts, &event, hand, now);
                let row = table.iter().find(|(from, what, hands, _)| {
                    *from == status && *what == event && hands.contains(&hand)
                });
                match (row, told) {
                    (Some((.., to)), Ok(done)) => {
                        assert_eq!(done.facts.status(now), *to, "{status} {event:?} {hand:?}");
                    }
                    (None, Err(_)) => {}
                    (row, told) => panic!("{status} {event:?} {hand:?}: {row:?} against {told:?}"),
                }
            }
        }
    }
}

#[test]
fn who_may_delete_what() {
    for status in
        [LicenseStatus::Active, LicenseStatus::Expired, LicenseStatus::Suspended, LicenseStatus::Revoked]
    {
        let (facts, now) = in_state(status);
        let ended = matches!(status, LicenseStatus::Expired | LicenseStatus::Revoked);
        for hand in HANDS {
            let told = transition(&facts, &LicenseEvent::Delete, hand, now);
            assert_eq!(told.is_ok(), ended || hand == LicenseHand::Operator, "{status} {hand:?}");
            let Ok(done) = told else { continue };
            assert!(done.releases && done.facts.epoch == facts.epoch + 1);
            for event in events().into_iter().chain([LicenseEvent::Delete]) {
                let again = transition(&done.facts, &event, LicenseHand::Operator, now);
                assert_eq!(again, Err(LicenseRefusal::Gone), "{event:?}");
            }
        }
    }
}

#[test]
fn refusals_say_what_the_licence_is() {
    use LicenseRefusal as R;
    let told = |status, event, hand| {
        let (facts, now) = in_state(status);
        transition(&facts, &event, hand, now).unwrap_err()
    };
    let revoke = LicenseEvent::Revoke { reason: None };
    assert_eq!(told(LicenseStatus::Revoked, revoke, LicenseHand::Operator), R::AlreadyRevoked);
    assert_eq!(told(LicenseStatus::Active, LicenseEvent::Reactivate, LicenseHand::Holder), R::NotRevoked);
    assert_eq!(told(LicenseStatus::Active, LicenseEvent::Delete, LicenseHand::Holder), R::Active);
    assert_eq!(told(LicenseStatus::Active, LicenseEvent::Reinstate, LicenseHand::Operator), R::NotSuspended);
    let renew = LicenseEvent::Renew { months: 1 };
    assert_eq!(told(LicenseStatus::Revoked, renew.clone(), LicenseHand::Billing), R::Revoked);
    assert_eq!(told(LicenseStatus::Active, renew, LicenseHand::Holder), R::PaymentRequired);
    let suspend = LicenseEvent::Suspend { reason: None };
    assert_eq!(told(LicenseStatus::Suspended, suspend.clone(), LicenseHand::Operator), R::AlreadySuspended);
    assert_eq!(told(LicenseStatus::Active, suspend, LicenseHand::Issuer), R::OperatorRequired);
    let down = LicenseEvent::ChangeTier { from: 2, to: 2 };
    assert_eq!(told(LicenseStatus::Active, down, LicenseHand::Issuer), R::NotAnUpgrade);
}

#[test]
fn a_reason_of_money_or_of_the_operators_is_his_to_take_back() {
    for (text, is_final) in [
        ("refund", true),
        ("chargeback", true),
        ("admin", true),
        ("client_deleted", true),
        ("mistake", false),
        ("Refund?", false),
    ] {
        let (facts, now) = in_state(LicenseStatus::Active);
        let revoke = LicenseEvent::Revoke { reason: Some(reason(text)) };
        let revoked = transition(&facts, &revoke, LicenseHand::Billing, now).unwrap().facts;
        for hand in HANDS {
            let told = transition(&revoked, &LicenseEvent::Reactivate, hand, now);
            assert_eq!(told.is_ok(), !is_final || hand == LicenseHand::Operator, "{text} {hand:?}");
        }
    }
}

#[test]
fn a_renewal_starts_at_the_end_or_now_whichever_is_later() {
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let renewed = |expires_at: &str, now: &str, months| {
        let event = LicenseEvent::Renew { months };
        let facts = LicenseFacts::until(at(expires_at));
        transition(&facts, &event, LicenseHand::Billing, at(now)).unwrap().facts.expires_at
    };
    assert_eq!(renewed("2027-01-31T10:00:00Z", "2026-06-01T00:00:00Z", 1), at("2027-02-28T10:00:00Z"));
    assert_eq!(renewed("2027-01-31T10:00:00Z", "2026-06-01T00:00:00Z", 12), at("2028-01-31T10:00:00Z"));
    assert_eq!(renewed("2026-01-31T10:00:00Z", "2026-06-01T00:00:00Z", 1), at("2026-07-01T00:00:00Z"));
}

fn an_event() -> impl Strategy<Value = LicenseEvent> {
    prop_oneof![
        (0_u32..24).prop_map(|months| LicenseEvent::Renew { months }),
        prop_oneof![Just(None), Just(Some("refund")), Just(Some("mistake"))]
            .prop_map(|text| LicenseEvent::Revoke { reason: text.map(reason) }),
        Just(LicenseEvent::Reactivate),
        Just(LicenseEvent::Suspend { reason: None }),
        Just(LicenseEvent::Reinstate),
        Just(LicenseEvent::Delete),
        (0_i64..3, 0_i64..3).prop_map(|(from, to)| LicenseEvent::ChangeTier { from, to }),
        Just(LicenseEvent::Transfer),
    ]
}

proptest! {
    /// Whatever happens in whichever order: tokens go void for ever once they are void, what is deleted stays so, an end never moves back,
    /// and only the operator's hand suspends or takes back a refund.
    #[test]
    fn over_any_sequence_of_events(steps in proptest::collection::vec((an_event(), 0_usize..4, 0_i64..40), 0..40)) {
        let mut facts = LicenseFacts::until(day(365));
        let mut now = day(0);
        for (event, hand, days) in steps {
            now = now.plus(std::time::Duration::from_micros(u64::try_from(days * DAY).unwrap()));
            let (before, hand) = (facts.clone(), HANDS[hand]);
            let Ok(done) = transition(&facts, &event, hand, now) else { continue };
            let after = &done.facts;
            prop_assert!(before.deleted_at.is_none());
            prop_assert!(after.epoch >= before.epoch && (after.epoch > before.epoch) == done.releases);
            prop_assert!(after.expires_at >= before.expires_at);
            if after.suspended != before.suspended {
                prop_assert_eq!(hand, LicenseHand::Operator);
            }
            let refunded = before.revoked.as_ref().is_some_and(|revoked| revoked.reason == Some(reason("refund")));
            if refunded && after.revoked.is_none() {
                prop_assert_eq!(hand, LicenseHand::Operator);
            }
            if done.releases {
                prop_assert!(after.deleted_at.is_some() || after.status(now) == LicenseStatus::Revoked);
            }
            if let (Some(before), Some(after)) = (&before.revoked, &after.revoked) {
                let finally = hand == LicenseHand::Billing && !before.is_final() && after.is_final();
                prop_assert!(before == after || finally && before.at == after.at);
            }
            facts = done.facts;
        }
    }
}

/// Who gives a licence up before the money is given back does not get it back for nothing.
#[test]
fn a_refund_is_the_last_word_about_what_its_holder_gave_up() {
    let facts = LicenseFacts::until(day(100));
    let revoke = |facts: &LicenseFacts, why: Option<&str>, hand, on| {
        transition(facts, &LicenseEvent::Revoke { reason: why.map(reason) }, hand, day(on))
    };
    let given_up = revoke(&facts, Some("unused"), LicenseHand::Holder, 1).unwrap().facts;
    assert!(transition(&given_up, &LicenseEvent::Reactivate, LicenseHand::Holder, day(2)).is_ok());
    let refunded = revoke(&given_up, Some("refund"), LicenseHand::Billing, 3).unwrap();
    assert!(!refunded.releases, "it is active nowhere already");
    let facts = refunded.facts;
    assert_eq!(facts.revoked, Some(Revocation { at: day(1), reason: Some(reason("refund")) }));
    assert_eq!(facts.epoch, given_up.epoch);
    let back = |hand| transition(&facts, &LicenseEvent::Reactivate, hand, day(4));
    assert_eq!(back(LicenseHand::Holder), Err(LicenseRefusal::ReactivationForbidden));
    assert!(back(LicenseHand::Operator).is_ok());
    // The first of such reasons stands.
    let again = revoke(&facts, Some("chargeback"), LicenseHand::Billing, 5);
    assert_eq!(again, Err(LicenseRefusal::AlreadyRevoked));
}
