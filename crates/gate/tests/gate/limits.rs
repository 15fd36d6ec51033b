//! Limits: what is taken from them, and that counts outlive what is cached of a key.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use keyward_domain::{Code, Cost, Id, KeyState, Limit, LimitScope, Limits, Owner, Units, Window};
use keyward_gate::{Ask, CheckError, Grant, Invalidation, KeyUse, Meter, NamedLimit, Settings, Subject};
use keyward_token::{Digest, Peppers};

use crate::support::*;

fn limit(name: &str, most: i64, seconds: i64) -> Limit {
    Limit {
        name: name.parse().unwrap(),
        most: Units::new(most).unwrap(),
        window: Window::from_seconds(seconds).unwrap(),
        auto: true,
        scope: LimitScope::Key,
    }
}

fn limited(id: i64, limits: Vec<Limit>) -> Grant {
    Grant { limits: Limits::new(limits).unwrap(), ..grant(id) }
}

fn named(name: &str, rule: Option<(i64, i64)>) -> NamedLimit {
    let rule =
        rule.map(|(most, seconds)| (Units::new(most).unwrap(), Window::from_seconds(seconds).unwrap()));
    NamedLimit { name: name.parse().unwrap(), cost: None, rule }
}

type Told = (Code, Vec<(String, u32, bool)>);

async fn take(
    gate: &TestGate,
    text: &str,
    second: i64,
    cost: i64,
    named: &[NamedLimit],
) -> Result<Told, CheckError> {
    let meter = Some(Meter { cost: Cost::new(cost).unwrap(), named });
    let ask = Ask { meter, ..ask(second) };
    let told = gate.check_with(text, &ask, |answer| {
        let limits = answer.limits.iter().map(|it| (it.name.to_string(), it.remaining, it.exceeded));
        (answer.code, limits.collect())
    });
    told.await
}

async fn left(gate: &TestGate, text: &str) -> Vec<u32> {
    take(gate, text, 0, 0, &[]).await.unwrap().1.into_iter().map(|(_, left, _)| left).collect()
}

#[tokio::test]
async fn a_limit_is_taken_from_until_nothing_is_left() {
    let source = Source::open();
    source.set_text("key", limited(1, vec![limit("a", 3, 60)]));
    let gate = gate(source);
    for (second, code, left) in
        [(0, Code::Valid, 2), (0, Code::Valid, 1), (30, Code::Valid, 0), (59, Code::RateLimited, 0)]
    {
        let told = take(&gate, "key", second, 1, &[]).await.unwrap();
        assert_eq!(told, (code, vec![("a".to_owned(), left, code != Code::Valid)]));
    }
    assert_eq!(code(&gate, "key", 59).await, Code::Valid, "who does not meter is not limited");
    assert_eq!(take(&gate, "key", 64, 2, &[]).await.unwrap().0, Code::Valid);
    assert_eq!(take(&gate, "key", 64, 1, &[]).await.unwrap().0, Code::RateLimited);
}

#[tokio::test]
async fn a_refused_check_takes_from_none() {
    let source = Source::open();
    source.set_text("key", limited(1, vec![limit("a", 10, 60), limit("b", 2, 60), limit("c", 10, 60)]));
    source.set_text("disabled", Grant { state: KeyState::Disabled, ..limited(2, vec![limit("a", 1, 60)]) });
    let gate = gate(source);
    assert_eq!(take(&gate, "key", 0, 2, &[]).await.unwrap().0, Code::Valid);
    let (code, limits) = take(&gate, "key", 0, 1, &[]).await.unwrap();
    assert_eq!(code, Code::RateLimited);
    assert_eq!(limits.iter().map(|(_, _, exceeded)| *exceeded).collect::<Vec<_>>(), [false, true, false]);
    assert_eq!(left(&gate, "key").await, [8, 0, 8]);
    assert_eq!(
        take(&gate, "disabled", 0, 1, &[]).await.unwrap(),
        (Code::Disabled, vec![("a".to_owned(), 1, false)])
    );
    assert_eq!(left(&gate, "disabled").await, [1]);
}

#[tokio::test]
async fn a_limit_that_is_not_automatic_is_taken_from_when_it_is_named() {
    let source = Source::open();
    let exports = Limit { auto: false, ..limit("exports", 1, 60) };
    source.set_text("key", limited(1, vec![limit("a", 10, 60), exports]));
    let gate = gate(source);
    assert_eq!(take(&gate, "key", 0, 1, &[]).await.unwrap().1, [("a".to_owned(), 9, false)]);
    let exports = [named("exports", None)];
    let (code, limits) = take(&gate, "key", 0, 1, &exports).await.unwrap();
    assert_eq!((code, limits.len()), (Code::Valid, 2));
    assert_eq!(take(&gate, "key", 0, 1, &exports).await.unwrap().0, Code::RateLimited);
    assert_eq!(take(&gate, "key", 0, 1, &[]).await.unwrap().0, Code::Valid);
    // An automatic one that is named is taken from once, at its own cost.
    let dear = [NamedLimit { cost: Some(Cost::new(5).unwrap()), ..named("a", Some((1, 1))) }];
    assert_eq!(
        take(&gate, "key", 0, 1, &dear).await.unwrap(),
        (Code::Valid, vec![("a".to_owned(), 2, false)])
    );
}

#[tokio::test]
async fn a_check_may_make_up_limits() {
    let source = Source::open();
    for (text, id) in [("key", 1), ("other", 2)] {
        source.set_text(text, grant(id));
    }
    source.set_text("static", Grant { subject: Subject::Static, ..grant(0) });
    let gate = gate(source);
    let login = [named("login", Some((2, 60)))];
    for (text, expected) in
        [("key", Code::Valid), ("key", Code::Valid), ("key", Code::RateLimited), ("other", Code::Valid)]
    {
        assert_eq!(take(&gate, text, 0, 1, &login).await.unwrap().0, expected, "{text}");
    }
    gate.everything();
    assert_eq!(take(&gate, "key", 0, 1, &login).await.unwrap().0, Code::RateLimited);
    let unknown = [named("login", Some((2, 60))), named("what", None)];
    assert_eq!(take(&gate, "key", 0, 1, &unknown).await, Err(CheckError::UnknownLimit(1)));
    assert_eq!(take(&gate, "other", 0, 1, &login).await.unwrap().1[0].1, 0, "what was refused took nothing");
    assert_eq!(take(&gate, "static", 0, 1, &login).await, Err(CheckError::UnknownLimit(0)));
    assert_eq!(take(&gate, "nobody", 0, 1, &unknown).await, Ok((Code::NotFound, vec![])));
    for n in 0..199 {
        let _ = take(&gate, "key", 0, 1, &[named(&format!("n{n}"), Some((2, 60)))]).await.unwrap();
    }
    let more = [named("more", Some((2, 60)))];
    assert_eq!(take(&gate, "key", 0, 1, &more).await, Err(CheckError::TooManyLimits(0)));
    assert_eq!(take(&gate, "key", 120, 1, &more).await.unwrap().0, Code::Valid);
}

/// A gate with a limited key, and with room for few of the others that there are.
fn crowded() -> TestGate {
    let source = Source::open();
    source.set_text("key", limited(1, vec![limit("a", 5, 600)]));
    for n in OTHERS {
        source.set_text(&format!("other-{n}"), grant(n));
    }
    gate_with(source, Settings { max_keys: 64, ..SETTINGS }, Peppers::default())
}

const OTHERS: std::ops::Range<i64> = 2..2000;

async fn push_out(gate: &TestGate) {
    for n in OTHERS {
        code(gate, &format!("other-{n}"), 0).await;
    }
    assert!(gate.peek("key", at(0)).is_none(), "evicted");
}

#[tokio::test]
async fn a_count_outlives_the_cache() {
    let gate = crowded();
    let digest = Digest::sha256("key");
    let _ = take(&gate, "key", 0, 1, &[]).await.unwrap();
    gate.key(&digest);
    assert_eq!(left(&gate, "key").await, [4]);
    gate.tenant(Id::new(1));
    gate.everything();
    gate.set_bypass(true);
    assert_eq!(take(&gate, "key", 0, 1, &[]).await.unwrap().1[0].1, 3);
    gate.set_bypass(false);
    push_out(&gate).await;
    assert_eq!(left(&gate, "key").await, [3]);
    // What is allowed changes, and what was taken stays; another window is another limit.
    for (most, seconds, expected) in [(10, 600, 8), (1, 600, 0), (5, 601, 5), (5, 600, 3)] {
        gate.source().set_text("key", limited(1, vec![limit("a", most, seconds)]));
        gate.key(&digest);
        assert_eq!(left(&gate, "key").await, [expected]);
    }
}

#[tokio::test]
async fn who_shares_a_count() {
    let source = Source::open();
    let shared = || vec![Limit { scope: LimitScope::Owner, ..limit("all", 10, 60) }, limit("own", 10, 60)];
    source.set_text("first", limited(1, shared()));
    source.set_text("successor", Grant { limit_scope: Id::new(1), ..limited(2, shared()) });
    source.set_text("sibling", limited(3, shared()));
    source.set_text("stranger", Grant { owner: Owner::Customer(Id::new(3)), ..limited(4, shared()) });
    let gate = gate(source);
    let _ = take(&gate, "first", 0, 1, &[]).await.unwrap();
    for (text, expected) in
        [("first", [9, 9]), ("successor", [9, 9]), ("sibling", [9, 10]), ("stranger", [10, 10])]
    {
        assert_eq!(left(&gate, text).await, expected, "{text}");
    }
}

/// The count of an only limit lies with whichever key takes from it, and is found by whoever else wants it.
#[tokio::test]
async fn a_count_that_was_lent_is_had_back() {
    let source = Source::open();
    source.set_text("key", limited(1, vec![limit("a", 100, 60)]));
    source.set_text("successor", Grant { limit_scope: Id::new(1), ..limited(2, vec![limit("a", 100, 60)]) });
    let gate = gate(source);
    let mut expected = 100;
    for turn in 0..12 {
        let text = if turn % 3 == 2 { "successor" } else { "key" };
        expected -= 1;
        assert_eq!(take(&gate, text, turn, 1, &[]).await.unwrap().1[0].1, expected, "{text}");
        match turn {
            3 => assert_eq!(left(&gate, "key").await, [expected]),
            5 => gate.key(&Digest::sha256("key")),
            7 => {
                // A check that names it takes from the same.
                expected -= 2;
                let named = [named("a", None)];
                assert_eq!(take(&gate, "key", turn, 2, &named).await.unwrap().1[0].1, expected);
            }
            8 => gate.tenant(Id::new(1)),
            9 => gate.everything(),
            _ => {}
        }
    }
    assert_eq!(take(&gate, "key", 12, 99, &[]).await.unwrap().0, Code::RateLimited);
    assert_eq!([left(&gate, "key").await, left(&gate, "successor").await], [[expected], [expected]]);
}

#[tokio::test]
async fn a_count_that_was_lent_outlives_what_borrowed_it() {
    let gate = crowded();
    for expected in [4, 3] {
        assert_eq!(take(&gate, "key", 0, 1, &[]).await.unwrap().1[0].1, expected);
        push_out(&gate).await;
    }
    let key = |uses: &KeyUse| uses.key == Id::new(1);
    assert_eq!(gate.take_uses().into_iter().find(key).unwrap().answered[Code::Valid as usize], 2);
}

/// Of one limit and of two; by two keys that share the count, while both are loaded again and somebody looks.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn at_once_no_more_than_the_limit_pass() {
    for limits in [vec![limit("a", 900, 60)], vec![limit("a", 1000, 60), limit("b", 900, 60)]] {
        let source = Source::open();
        source.set_text("key", limited(1, limits.clone()));
        source.set_text("successor", Grant { limit_scope: Id::new(1), ..limited(2, limits) });
        let gate = gate(source);
        let mut tasks = tokio::task::JoinSet::new();
        for task in 0..64 {
            let gate = std::sync::Arc::clone(&gate);
            tasks.spawn(async move {
                let text = if task % 8 < 7 { "key" } else { "successor" };
                let mut passed = 0;
                for turn in 0..50 {
                    // Reloading hands out no second count.
                    match (task, turn % 10) {
                        (0, _) => gate.key(&Digest::sha256("key")),
                        (1, 5) => gate.everything(),
                        (2, 5) => drop(left(&gate, "key").await),
                        _ => {}
                    }
                    passed += u64::from(take(&gate, text, 0, 1, &[]).await.unwrap().0 == Code::Valid);
                }
                passed
            });
        }
        assert_eq!(tasks.join_all().await.into_iter().sum::<u64>(), 900);
        let uses = gate.take_uses();
        let answered = |code| uses.iter().map(|uses| uses.answered[code as usize]).sum::<u64>();
        let looks = 5;
        assert_eq!(answered(Code::Valid), 900 + looks);
        assert_eq!(answered(Code::RateLimited), 64 * 50 - 900);
    }
}
