//! What is found, and what is said of it.

use keyward_domain::{Code, Id, KeyState, Networks};
use keyward_gate::{Ask, Grant, Invalidation, Subject};
use keyward_token::{Digest, Peppers};

use crate::support::*;

const NATIVE: &str = "kw_live_000000000000000000000000000000003lNZlx";

#[tokio::test]
async fn a_malformed_text_is_not_looked_up() {
    let gate = gate(Source::open());
    for text in ["", "kw_live_000000000000000000000000000000003lNZly", "a b", &"a".repeat(100_000)] {
        assert_eq!(code(&gate, text, 0).await, Code::NotFound);
        assert!(matches!(gate.peek(text, at(0)), Some(None)));
    }
    assert_eq!(gate.source().loads(), 0);
}

#[tokio::test]
async fn native_and_foreign_texts_are_found_by_their_sha_256() {
    let source = Source::open();
    source.set_text(NATIVE, grant(1));
    source.set_text("imported", grant(2));
    let gate = gate(source);
    for text in [NATIVE, "imported"] {
        assert!(gate.peek(text, at(0)).is_none());
        assert_eq!(code(&gate, text, 0).await, Code::Valid);
        assert!(matches!(gate.peek(text, at(0)), Some(Some(_))));
        assert_eq!(code(&gate, text, 0).await, Code::Valid);
    }
    assert_eq!(gate.source().loads(), 2);
}

#[tokio::test]
async fn a_peppered_key_is_found_under_each_pepper() {
    let text = format!("fj_live_{}", "0".repeat(64));
    let source = Source::open();
    source.set(pepper("old").digest(&text), grant(1));
    // One imported by its SHA-256 comes after them.
    source.set_text(&text, grant(2));
    let gate = gate_with(source, SETTINGS, Peppers::new(vec![pepper("new"), pepper("old")]).unwrap());
    let found = gate.find(&text, at(0)).await.unwrap().unwrap();
    assert_eq!(found.subject, Subject::Key(Id::new(1)));
    assert_eq!(gate.source().loads(), 2, "newest first, until found");
    // Long after the unknown digest under the new pepper was forgotten, it is still a hit.
    assert_eq!(code(&gate, &text, 1000).await, Code::Valid);
    assert_eq!(gate.source().loads(), 2);

    let unknown = format!("fj_live_{}", "1".repeat(64));
    for _ in 0..2 {
        assert_eq!(code(&gate, &unknown, 0).await, Code::NotFound);
    }
    assert_eq!(gate.source().loads(), 5, "all three digests are remembered to be no key's");
}

#[tokio::test]
async fn without_a_pepper_there_are_no_peppered_keys() {
    let text = format!("fj_live_{}", "0".repeat(64));
    let source = Source::open();
    source.set(pepper("old").digest(&text), grant(1));
    let gate = gate(source);
    assert_eq!(code(&gate, &text, 0).await, Code::NotFound);
}

#[tokio::test]
async fn an_imported_key_that_looks_like_a_peppered_one_is_found_by_its_sha_256() {
    let text = format!("fj_live_{}", "0".repeat(64));
    let source = Source::open();
    source.set_text(&text, grant(1));
    let gate = gate_with(source, SETTINGS, Peppers::new(vec![pepper("new"), pepper("old")]).unwrap());
    assert!(gate.peek(&text, at(0)).is_none());
    assert_eq!(code(&gate, &text, 0).await, Code::Valid);
    assert_eq!(gate.source().loads(), 3, "after every pepper");
    // A hit, also when it is long forgotten that there is none under a pepper.
    assert!(matches!(gate.peek(&text, at(1000)), Some(Some(_))));
    assert_eq!(code(&gate, &text, 1000).await, Code::Valid);
    assert_eq!(gate.source().loads(), 3);
    gate.key(&Digest::sha256(&text));
    assert!(gate.peek(&text, at(1000)).is_none(), "its digest is what an invalidation names");
}

#[tokio::test]
async fn each_reason_is_told_from_the_cache() {
    let source = Source::open();
    source.set_text("revoked", Grant { state: KeyState::Revoked, ..grant(1) });
    source.set_text("disabled", Grant { state: KeyState::Disabled, ..grant(2) });
    source.set_text("expiring", Grant { expires_at: Some(at(10)), ..grant(3) });
    source.set_text("local", Grant { networks: Networks::parse(&["127.0.0.1"]).unwrap(), ..grant(4) });
    source.set_text("reader", Grant { permissions: permissions(&["event:read"]), ..grant(5) });
    let gate = gate(source);
    let write = query("event:write");
    for _ in 0..2 {
        assert_eq!(code(&gate, "revoked", 0).await, Code::Revoked);
        assert_eq!(code(&gate, "disabled", 0).await, Code::Disabled);
        assert_eq!(code(&gate, "expiring", 9).await, Code::Valid);
        assert_eq!(code(&gate, "expiring", 10).await, Code::Expired);
        assert_eq!(code(&gate, "local", 0).await, Code::IpDenied);
        let writing = Ask { query: Some(&write), ..ask(0) };
        assert_eq!(gate.check("reader", &writing).await.unwrap().code, Code::InsufficientPermissions);
    }
    assert_eq!(gate.source().loads(), 5);
}

#[tokio::test]
async fn a_grant_comes_with_every_code_but_not_found() {
    let source = Source::open();
    source.set_text("revoked", Grant { state: KeyState::Revoked, ..grant(1) });
    let gate = gate(source);
    assert!(gate.check("revoked", &ask(0)).await.unwrap().grant.is_some());
    assert!(gate.check("unknown", &ask(0)).await.unwrap().grant.is_none());
}

#[tokio::test]
async fn keys_outside_the_scope_do_not_exist() {
    let source = Source::open();
    source.set_text("key", grant(1));
    source.set_text("static", Grant { subject: Subject::Static, environment: None, ..grant(0) });
    let gate = gate(source);
    for (text, tenant, environment, expected) in [
        ("key", 1, 2, Code::Valid),
        ("key", 9, 2, Code::NotFound),
        ("key", 1, 9, Code::NotFound),
        ("static", 1, 2, Code::NotFound),
    ] {
        let within = Some((Id::new(tenant), Id::new(environment)));
        let verdict = gate.check(text, &Ask { within, ..ask(0) }).await.unwrap();
        assert_eq!(verdict.code, expected, "{text} {tenant} {environment}");
        assert_eq!(verdict.grant.is_some(), expected == Code::Valid);
    }
    assert_eq!(code(&gate, "static", 0).await, Code::Valid);
}

#[tokio::test]
async fn the_memo_is_made_once() {
    let source = Source::open();
    source.set_text("key", grant(1));
    let gate = gate(source);
    let found = gate.find("key", at(0)).await.unwrap().unwrap();
    assert_eq!(found.memo(|grant| grant.name.as_bytes().to_vec()), b"a key");
    let again = gate.find("key", at(0)).await.unwrap().unwrap();
    assert_eq!(again.memo(|_| unreachable!("it is already there")), b"a key");
}

#[tokio::test]
async fn equal_permissions_are_shared() {
    let source = Source::open();
    for (text, id) in [("one", 1), ("other", 2)] {
        source.set_text(text, Grant { permissions: permissions(&["a:read", "b:read"]), ..grant(id) });
    }
    let gate = gate(source);
    let one = gate.find("one", at(0)).await.unwrap().unwrap();
    let other = gate.find("other", at(0)).await.unwrap().unwrap();
    assert!(std::sync::Arc::ptr_eq(&one.permissions, &other.permissions));
}

#[tokio::test]
async fn stats_tell_how_it_fared() {
    let source = Source::open();
    source.set_text("key", grant(1));
    let gate = gate(source);
    for text in ["key", "key", "unknown", "unknown", "unknown", ""] {
        code(&gate, text, 0).await;
    }
    let stats = gate.stats();
    assert_eq!((stats.keys, stats.unknown), (1, 1));
    assert_eq!((stats.hits, stats.misses, stats.loads), (3, 2, 2));
}
