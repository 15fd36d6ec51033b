//! While announcements may be missed, the source is asked each time.

use std::sync::Arc;

use keyward_domain::{Code, KeyState};
use keyward_gate::Grant;

use crate::support::*;

#[tokio::test]
async fn each_check_asks_the_source() {
    let source = Source::open();
    source.set_text("key", grant(1));
    let gate = gate(source);
    assert_eq!(code(&gate, "key", 0).await, Code::Valid);
    gate.set_bypass(true);
    // Nobody announces this.
    gate.source().set_text("key", Grant { state: KeyState::Revoked, ..grant(1) });
    gate.source().set_text("new", grant(2));
    for _ in 0..3 {
        assert_eq!(code(&gate, "key", 0).await, Code::Revoked);
        assert_eq!(code(&gate, "new", 0).await, Code::Valid);
        assert!(gate.peek("key", at(0)).is_none());
    }
    assert_eq!(gate.source().loads(), 7);
    assert!(matches!(gate.peek("", at(0)), Some(None)), "malformed texts need no source");
    gate.set_bypass(false);
    assert_eq!(gate.stats().keys, 0);
    for _ in 0..3 {
        assert_eq!(code(&gate, "key", 0).await, Code::Revoked);
    }
    assert_eq!(gate.source().loads(), 8);
}

#[tokio::test]
async fn a_load_that_began_before_is_not_stored() {
    let source = Source::shut();
    source.set_text("key", grant(1));
    let gate = gate(source);
    let early = tokio::spawn({
        let gate = Arc::clone(&gate);
        async move { code(&gate, "key", 0).await }
    });
    gate.source().begun(1).await;
    gate.set_bypass(true);
    gate.set_bypass(false);
    gate.source().let_through(1);
    assert_eq!(early.await.unwrap(), Code::Valid);
    assert!(gate.peek("key", at(0)).is_none());
}
