//! The note of a key's last use.

use keyward_domain::{Code, Id, KeyState};
use keyward_gate::{Grant, Invalidation, Subject};
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
    let mut uses = gate.take_uses();
    uses.sort_unstable();
    assert_eq!(uses, [(Id::new(1), at(7)), (Id::new(2), at(6))]);
    assert_eq!(gate.take_uses(), []);
    code(&gate, "one", 8).await;
    assert_eq!(gate.take_uses(), [(Id::new(1), at(8))]);
}

#[tokio::test]
async fn once_even_if_it_was_loaded_again() {
    let source = Source::open();
    source.set_text("key", grant(1));
    let gate = gate(source);
    code(&gate, "key", 5).await;
    gate.key(&Digest::sha256("key"));
    code(&gate, "key", 4).await;
    assert_eq!(gate.take_uses(), [(Id::new(1), at(5))]);
}

#[tokio::test]
async fn only_of_keys_in_storage_that_passed() {
    let source = Source::open();
    source.set_text("static", Grant { subject: Subject::Static, ..grant(0) });
    source.set_text("revoked", Grant { state: KeyState::Revoked, ..grant(1) });
    source.set_text("found", grant(2));
    let gate = gate(source);
    assert_eq!(code(&gate, "static", 0).await, Code::Valid);
    assert_eq!(code(&gate, "revoked", 0).await, Code::Revoked);
    assert!(gate.find("found", at(0)).await.unwrap().is_some());
    assert_eq!(gate.take_uses(), []);
}
