//! The note of a key's last use.

use keyward_domain::{Code, Id, Key, Timestamp};
use keyward_gate::{Ask, Grant, Invalidation, Subject};
use keyward_token::Digest;

use crate::support::*;

#[tokio::test]
async fn each_key_once_with_its_last_use() {
    let source = Source::open();
    source.set_text("one", grant(1));
    source.set_text("two", grant(2));
    let gate = gate(source);
    for (text, second) in [("one", 5), ("two", 6), ("one", 7), ("one", 6)] {
        assert_eq!(code(&gate, text, second).await, Code::Valid);
    }
    let mut uses = taken(&gate);
    uses.sort_unstable();
    assert_eq!(uses, [(Id::new(1), Some(at(7)), 3), (Id::new(2), Some(at(6)), 1)]);
    assert_eq!(gate.take_uses(), []);
    code(&gate, "one", 8).await;
    assert_eq!(taken(&gate), [(Id::new(1), Some(at(8)), 1)]);
}

/// Key, last use, and how often it passed.
fn taken(gate: &TestGate) -> Vec<(Id<Key>, Option<Timestamp>, u64)> {
    let taken = gate.take_uses().into_iter();
    taken.map(|it| (it.key, it.last, it.answered[Code::Valid as usize])).collect()
}

#[tokio::test]
async fn once_even_if_it_was_loaded_again() {
    let source = Source::open();
    source.set_text("key", grant(1));
    let gate = gate(source);
    code(&gate, "key", 5).await;
    gate.key(&Digest::sha256("key"));
    code(&gate, "key", 4).await;
    assert_eq!(taken(&gate), [(Id::new(1), Some(at(5)), 2)]);
}

#[tokio::test]
async fn each_answer_is_counted_and_only_those_that_passed_are_uses() {
    let source = Source::open();
    source.set_text("key", Grant { permissions: permissions(&["a:read"]), ..grant(1) });
    let gate = gate(source);
    let (read, write) = (query("a:read"), query("a:write"));
    for (query, times) in [(&write, 3), (&read, 2)] {
        for _ in 0..times {
            let _ = gate.check("key", &Ask { query: Some(query), ..ask(5) }).await.unwrap();
        }
    }
    let [used] = gate.take_uses().try_into().unwrap();
    assert_eq!(used.last, Some(at(5)));
    for code in Code::ALL {
        let expected = match code {
            Code::Valid => 2,
            Code::InsufficientPermissions => 3,
            _ => 0,
        };
        assert_eq!(used.answered[code as usize], expected, "{code}");
    }
    let _ = gate.check("key", &Ask { query: Some(&write), ..ask(9) }).await.unwrap();
    assert_eq!(gate.take_uses()[0].last, None, "a refusal is no use");
    // What could not be written comes again, with what came since.
    gate.keep_uses(vec![used]);
    let _ = gate.check("key", &Ask { query: Some(&read), ..ask(10) }).await.unwrap();
    assert_eq!(taken(&gate), [(Id::new(1), Some(at(10)), 3)]);
}

#[tokio::test]
async fn what_is_not_found_is_counted_for_who_asked() {
    let source = Source::open();
    source.set_text("key", grant(1));
    let gate = gate(source);
    for (text, environment) in [("key", 2), ("key", 3), ("unknown", 3), ("", 3), ("unknown", 4)] {
        let within = Some((Id::new(1), Id::new(environment)));
        let _ = gate.check(text, &Ask { within, ..ask(0) }).await.unwrap();
    }
    let _ = gate.check("unknown", &ask(0)).await.unwrap();
    let taken = || {
        let mut unknown: Vec<_> = gate.take_unknown().into_iter().collect();
        unknown.sort_unstable();
        unknown
    };
    assert_eq!(taken(), [(Id::new(3), 3), (Id::new(4), 1)]);
    assert!(taken().is_empty());
    // What could not be written comes again, with what came since.
    gate.keep_unknown([(Id::new(3), 3)].into());
    let within = Some((Id::new(1), Id::new(3)));
    let _ = gate.check("unknown", &Ask { within, ..ask(0) }).await.unwrap();
    assert_eq!(taken(), [(Id::new(3), 4)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn none_is_lost_or_counted_twice_while_they_are_taken() {
    let source = Source::open();
    source.set_text("key", grant(1));
    let gate = gate(source);
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..8 {
        let gate = std::sync::Arc::clone(&gate);
        tasks.spawn(async move {
            let mut counted = 0;
            for n in 0..2000 {
                code(&gate, "key", n).await;
                if task == 0 {
                    counted += taken(&gate).iter().map(|(_, _, count)| count).sum::<u64>();
                    if n % 100 == 0 {
                        gate.key(&Digest::sha256("key"));
                    }
                }
            }
            counted
        });
    }
    let counted: u64 = tasks.join_all().await.into_iter().sum();
    let rest: u64 = taken(&gate).iter().map(|(_, _, count)| count).sum();
    assert_eq!(counted + rest, 16_000);
}

#[tokio::test]
async fn only_of_keys_in_storage() {
    let source = Source::open();
    source.set_text("static", Grant { subject: Subject::Static, ..grant(0) });
    source.set_text("found", grant(2));
    let gate = gate(source);
    assert_eq!(code(&gate, "static", 0).await, Code::Valid);
    assert!(gate.find("found", at(0)).await.unwrap().is_some());
    assert_eq!(gate.take_uses(), []);
}
