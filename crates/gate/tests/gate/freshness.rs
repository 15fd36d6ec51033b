//! A check that begins after a change was announced sees it. All interleavings are tried in `src/proof.rs`.

use std::sync::Arc;

use keyward_domain::{Code, Id, KeyState};
use keyward_gate::{Grant, Invalidation};
use keyward_token::Digest;
use tokio::task::JoinHandle;

use crate::support::*;

fn revoked() -> Grant {
    Grant { state: KeyState::Revoked, ..grant(1) }
}

/// A check of `key` whose load has begun and is not let through.
async fn under_way(gate: &TestGate) -> JoinHandle<Code> {
    let check = tokio::spawn({
        let gate = Arc::clone(gate);
        async move { code(&gate, "key", 0).await }
    });
    gate.source().begun(1).await;
    check
}

type Announce = fn(&TestGate);

fn announcements() -> [(&'static str, Announce); 3] {
    [
        ("key", |gate| gate.key(&Digest::sha256("key"))),
        ("tenant", |gate| gate.tenant(Id::new(1))),
        ("everything", |gate| gate.everything()),
    ]
}

#[tokio::test]
async fn a_cached_grant_is_gone() {
    for (what, announce) in announcements() {
        let source = Source::open();
        source.set_text("key", grant(1));
        let gate = gate(source);
        assert_eq!(code(&gate, "key", 0).await, Code::Valid);
        gate.source().set_text("key", revoked());
        announce(&gate);
        assert!(gate.peek("key", at(0)).is_none(), "{what}");
        assert_eq!(code(&gate, "key", 0).await, Code::Revoked, "{what}");
        assert!(gate.peek("key", at(0)).is_some(), "{what}: cached as revoked");
    }
}

#[tokio::test]
async fn a_load_that_began_before_is_neither_joined_nor_stored() {
    for (what, announce) in announcements() {
        let source = Source::shut();
        source.set_text("key", grant(1));
        let gate = gate(source);
        let early = under_way(&gate).await;
        gate.source().set_text("key", revoked());
        announce(&gate);
        let late = under_way(&gate).await;
        gate.source().let_through(2);
        assert_eq!(early.await.unwrap(), Code::Valid, "{what}: it began before");
        assert_eq!(late.await.unwrap(), Code::Revoked, "{what}");
        assert_eq!(code(&gate, "key", 0).await, Code::Revoked, "{what}");
        assert_eq!(gate.source().loads(), 2, "{what}: the second load was stored");
    }
}

#[tokio::test]
async fn a_created_key_is_found_at_once() {
    for (what, announce) in announcements() {
        let gate = gate(Source::shut());
        gate.source().let_through(1);
        assert_eq!(code(&gate, "key", 0).await, Code::NotFound);
        gate.source().begun(1).await;
        assert!(matches!(gate.peek("key", at(0)), Some(None)), "remembered");
        gate.source().set_text("key", grant(1));
        announce(&gate);
        gate.source().let_through(1);
        assert_eq!(code(&gate, "key", 0).await, Code::Valid, "{what}");
    }
}

#[tokio::test]
async fn an_unknown_that_began_before_is_not_stored() {
    for (what, announce) in announcements() {
        let gate = gate(Source::shut());
        let early = under_way(&gate).await;
        gate.source().set_text("key", grant(1));
        announce(&gate);
        gate.source().let_through(1);
        assert_eq!(early.await.unwrap(), Code::NotFound, "{what}: it began before");
        assert!(gate.peek("key", at(0)).is_none(), "{what}");
        gate.source().let_through(1);
        assert_eq!(code(&gate, "key", 0).await, Code::Valid, "{what}");
    }
}

#[tokio::test]
async fn other_tenants_keep_their_grants() {
    let source = Source::open();
    source.set_text("key", grant(1));
    source.set_text("other", Grant { tenant: Id::new(9), ..grant(2) });
    let gate = gate(source);
    code(&gate, "key", 0).await;
    code(&gate, "other", 0).await;
    gate.tenant(Id::new(9));
    assert!(gate.peek("key", at(0)).is_some());
    assert!(gate.peek("other", at(0)).is_none());
}

#[tokio::test]
async fn an_unknown_is_forgotten_in_time() {
    let gate = gate(Source::open());
    for (second, loads) in [(0, 1), (9, 1), (10, 2), (19, 2), (20, 3)] {
        code(&gate, "unknown", second).await;
        assert_eq!(gate.source().loads(), loads, "second {second}");
    }
}
