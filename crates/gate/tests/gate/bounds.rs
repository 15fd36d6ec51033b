//! What is remembered is bounded.

use keyward_domain::Code;
use keyward_gate::{Invalidation, Settings};
use keyward_token::{Digest, Peppers};

use crate::support::*;

#[tokio::test]
async fn a_million_unknown_texts_push_out_no_key() {
    let source = Source::open();
    for n in 0..100 {
        source.set_text(&format!("real-{n}"), grant(n));
    }
    let settings = Settings { max_keys: 1000, max_unknown: 1000, ..SETTINGS };
    let gate = gate_with(source, settings, Peppers::default());
    for n in 0..100 {
        assert_eq!(code(&gate, &format!("real-{n}"), 0).await, Code::Valid);
    }
    for n in 0..1_000_000 {
        assert_eq!(code(&gate, &format!("random-{n}"), 0).await, Code::NotFound);
    }
    let stats = gate.stats();
    assert_eq!(stats.keys, 100);
    assert!(stats.unknown <= 1024, "{}", stats.unknown);
    for n in 0..100 {
        assert!(matches!(gate.peek(&format!("real-{n}"), at(0)), Some(Some(_))));
    }
}

#[tokio::test]
async fn keys_in_use_get_a_second_chance() {
    let source = Source::open();
    for n in 0..20_000 {
        source.set_text(&format!("key-{n}"), grant(n));
    }
    let settings = Settings { max_keys: 6400, ..SETTINGS };
    let gate = gate_with(source, settings, Peppers::default());
    for n in 0..20_000 {
        code(&gate, &format!("key-{n}"), 0).await;
        // A hundred keys are used all the time; the others once.
        code(&gate, &format!("key-{}", n % 100), 0).await;
    }
    assert!(gate.stats().keys <= 6400);
    let kept = (0..100).filter(|n| gate.peek(&format!("key-{n}"), at(0)).is_some()).count();
    assert_eq!(kept, 100);
    assert_eq!(gate.source().loads(), 20_000, "none of them was loaded twice");
}

#[tokio::test]
async fn keys_that_change_all_the_time_do_not_add_up() {
    let source = Source::open();
    source.set_text("key", grant(1));
    source.set_text("bystander", grant(2));
    let settings = Settings { max_keys: 64 * 100, ..SETTINGS };
    let gate = gate_with(source, settings, Peppers::default());
    code(&gate, "bystander", 0).await;
    for _ in 0..10_000 {
        gate.key(&Digest::sha256("key"));
        code(&gate, "key", 0).await;
        gate.tenant(grant(1).tenant);
        code(&gate, "key", 0).await;
    }
    assert!(gate.stats().keys <= 2);
    assert_eq!(code(&gate, "key", 0).await, Code::Valid);
    gate.everything();
    assert_eq!(gate.stats().keys, 0);
}

#[tokio::test]
async fn a_cache_of_nothing_still_answers() {
    let source = Source::open();
    source.set_text("key", grant(1));
    let settings = Settings { max_keys: 0, max_unknown: 0, ..SETTINGS };
    let gate = gate_with(source, settings, Peppers::default());
    for _ in 0..2 {
        assert_eq!(code(&gate, "key", 0).await, Code::Valid);
        assert_eq!(code(&gate, "unknown", 0).await, Code::NotFound);
    }
}
