//! Credits: spent from leased blocks, exactly.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use std::sync::Arc;
use std::sync::atomic::Ordering;

use keyward_domain::{
    Balance, Code, Cost, Credits, Id, Interval, KeyState, Limit, LimitScope, Limits, Refill, Units, Window,
};
use keyward_gate::{Ask, CheckError, Grant, Invalidation, Meter, Unavailable};
use keyward_token::Digest;

use crate::support::*;

fn credits(version: i64, balance: i64) -> Credits {
    let balance = Balance::new(balance).unwrap();
    Credits { account: Id::new(1), version, balance, refill: None, refilled_at: at(0) }
}

/// A key of that id that spends from the one account.
fn spending(id: i64, credits: &Credits) -> Grant {
    Grant { credits: Some(credits.clone()), ..grant(id) }
}

fn source(credits: Credits, keys: &[(&str, i64)]) -> Source {
    let source = Source::open();
    for (text, id) in keys {
        source.set_text(text, spending(*id, &credits));
    }
    source.accounts.lock().unwrap().insert(credits.account, credits);
    source
}

async fn spend(
    gate: &TestGate,
    text: &str,
    second: i64,
    cost: i64,
) -> Result<(Code, Option<u64>), CheckError> {
    let meter = Some(Meter { cost: Cost::new(cost).unwrap(), named: &[] });
    gate.check_with(text, &Ask { meter, ..ask(second) }, |answer| (answer.code, answer.credits)).await
}

#[tokio::test]
async fn what_is_there_is_spent_and_not_one_more() {
    let gate = gate(source(credits(1, 25), &[("key", 1), ("successor", 2)]));
    assert_eq!(spend(&gate, "key", 0, 0).await, Ok((Code::Valid, Some(25))), "a look leases nothing");
    assert_eq!(gate.source().leases.load(Ordering::SeqCst), 0);
    for (text, cost, left) in [("key", 1, 24), ("successor", 9, 15), ("key", 15, 0)] {
        assert_eq!(spend(&gate, text, 0, cost).await, Ok((Code::Valid, Some(left))), "{text}");
    }
    let leases = gate.source().leases.load(Ordering::SeqCst);
    for text in ["key", "successor"] {
        assert_eq!(spend(&gate, text, 0, 1).await, Ok((Code::CreditsExhausted, Some(0))));
    }
    assert_eq!(gate.source().leases.load(Ordering::SeqCst), leases, "that there is no more is remembered");
    let _ = spend(&gate, "key", 1, 1).await;
    assert_eq!(gate.source().leases.load(Ordering::SeqCst), leases + 1, "for a second");
}

#[tokio::test]
async fn a_cost_that_is_not_there_spends_nothing() {
    let gate = gate(source(credits(1, 25), &[("key", 1)]));
    assert_eq!(spend(&gate, "key", 0, 26).await, Ok((Code::CreditsExhausted, Some(25))));
    assert_eq!(spend(&gate, "key", 0, 25).await, Ok((Code::Valid, Some(0))));
}

#[tokio::test]
async fn a_refused_check_spends_nothing() {
    let limit = |most| {
        let limit = Limit {
            name: "a".parse().unwrap(),
            most: Units::new(most).unwrap(),
            window: Window::from_seconds(60).unwrap(),
            auto: true,
            scope: LimitScope::Key,
        };
        Limits::new(vec![limit]).unwrap()
    };
    let source = source(credits(1, 5), &[]);
    let key = spending(1, &credits(1, 5));
    source.set_text("limited", Grant { limits: limit(2), ..key.clone() });
    source.set_text("generous", Grant { limits: limit(100), ..spending(2, &credits(1, 5)) });
    source.set_text("disabled", Grant { state: KeyState::Disabled, ..spending(3, &credits(1, 5)) });
    let gate = gate(source);
    for (text, code, left) in [
        ("limited", Code::Valid, 4),
        ("limited", Code::Valid, 3),
        ("limited", Code::RateLimited, 3),
        ("disabled", Code::Disabled, 3),
        ("generous", Code::Valid, 2),
        ("generous", Code::Valid, 1),
        ("generous", Code::Valid, 0),
        ("generous", Code::CreditsExhausted, 0),
        ("limited", Code::CreditsExhausted, 0),
    ] {
        assert_eq!(spend(&gate, text, 0, 1).await, Ok((code, Some(left))), "{text}");
    }
}

#[tokio::test]
async fn nothing_is_leased_for_a_check_that_a_limit_refuses() {
    let limit = Limit {
        name: "a".parse().unwrap(),
        most: Units::new(30).unwrap(),
        window: Window::from_seconds(60).unwrap(),
        auto: true,
        scope: LimitScope::Key,
    };
    let source = source(credits(1, 100), &[]);
    let limits = Limits::new(vec![limit]).unwrap();
    source.set_text("limited", Grant { limits, ..spending(1, &credits(1, 100)) });
    let gate = gate(source);
    // All that is leased at once.
    assert_eq!(spend(&gate, "limited", 0, 25).await, Ok((Code::Valid, Some(75))));
    let leases = gate.source().leases.load(Ordering::SeqCst);
    assert_eq!(spend(&gate, "limited", 0, 25).await, Ok((Code::RateLimited, Some(75))));
    assert_eq!(gate.source().leases.load(Ordering::SeqCst), leases);
}

#[tokio::test]
async fn an_outage_is_no_lack_of_credits() {
    let gate = gate(source(credits(1, 25), &[("key", 1)]));
    assert!(gate.find("key", at(0)).await.unwrap().is_some());
    gate.source().down.store(true, Ordering::SeqCst);
    assert_eq!(spend(&gate, "key", 0, 1).await, Err(CheckError::Unavailable(Unavailable)));
    gate.source().down.store(false, Ordering::SeqCst);
    assert_eq!(spend(&gate, "key", 0, 1).await, Ok((Code::Valid, Some(24))));
    // What was leased is spent of without storage.
    gate.source().down.store(true, Ordering::SeqCst);
    assert_eq!(spend(&gate, "key", 0, 1).await, Ok((Code::Valid, Some(23))));
}

#[tokio::test]
async fn a_new_setting_ends_the_lease_of_the_old_one() {
    let gate = gate(source(credits(1, 25), &[("key", 1)]));
    assert_eq!(spend(&gate, "key", 0, 1).await, Ok((Code::Valid, Some(24))));
    gate.source().set_text("key", spending(1, &credits(2, 3)));
    gate.source().accounts.lock().unwrap().insert(Id::new(1), credits(2, 3));
    assert_eq!(gate.unspent(&credits(2, 3)), 0);
    gate.key(&Digest::sha256("key"));
    assert_eq!(spend(&gate, "key", 0, 1).await, Ok((Code::Valid, Some(2))));
    assert!(gate.take_leases().iter().all(|(_, version, _)| *version == 2));
}

#[tokio::test]
async fn a_change_that_was_not_heard_of_yet_is_found_by_the_lease() {
    let gate = gate(source(credits(1, 25), &[("key", 1)]));
    assert!(gate.find("key", at(0)).await.unwrap().is_some());
    gate.source().set_text("key", spending(1, &credits(2, 3)));
    gate.source().accounts.lock().unwrap().insert(Id::new(1), credits(2, 3));
    assert_eq!(spend(&gate, "key", 0, 1).await, Ok((Code::Valid, Some(2))));
}

#[tokio::test]
async fn an_account_without_a_balance_is_refilled_in_time() {
    let refill = Some(Refill { amount: Balance::new(5).unwrap(), interval: Interval::Daily });
    let gate = gate(source(Credits { refill, ..credits(1, 1) }, &[("key", 1)]));
    let day = 24 * 3600;
    assert_eq!(spend(&gate, "key", day - 1, 1).await, Ok((Code::Valid, Some(0))));
    assert_eq!(spend(&gate, "key", day - 1, 1).await, Ok((Code::CreditsExhausted, Some(0))));
    assert_eq!(spend(&gate, "key", day, 1).await, Ok((Code::Valid, Some(4))));
}

#[tokio::test]
async fn leases_are_taken_back_once() {
    let gate = gate(source(credits(1, 25), &[("key", 1)]));
    assert_eq!(spend(&gate, "key", 0, 1).await, Ok((Code::Valid, Some(24))));
    let unspent = gate.unspent(&credits(1, 0));
    assert!(unspent > 0);
    assert_eq!(gate.take_leases(), [(Id::new(1), 1, unspent)]);
    assert_eq!(gate.take_leases(), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_tasks_spend_exactly_what_there_is() {
    let gate = gate(source(credits(1, 10_000), &[("key", 1), ("successor", 2)]));
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..64 {
        let gate = Arc::clone(&gate);
        tasks.spawn(async move {
            let mut spent = 0;
            let text = if task % 2 == 0 { "key" } else { "successor" };
            for n in 0..200 {
                // Reloads and callers who go away lose nothing.
                if task == 0 {
                    gate.key(&Digest::sha256(text));
                }
                let check = spend(&gate, text, 0, 1);
                if n % 50 == 7 {
                    tokio::select! {
                        biased;
                        checked = check => spent += u64::from(checked.unwrap().0 == Code::Valid),
                        () = tokio::task::yield_now() => {}
                    }
                } else {
                    spent += u64::from(check.await.unwrap().0 == Code::Valid);
                }
            }
            spent
        });
    }
    let spent: u64 = tasks.join_all().await.into_iter().sum();
    let unspent: u64 = gate.take_leases().iter().map(|(_, _, unspent)| unspent).sum();
    let balance = gate.source().accounts.lock().unwrap()[&Id::new(1)].balance.get();
    assert_eq!(spent + unspent + balance, 10_000);
    assert!(spent > 9_000, "{spent}");
}
