//! Many wait for one load.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use keyward_domain::Code;
use keyward_gate::{CheckError, Unavailable};
use tokio::task::JoinSet;

use crate::support::*;

/// So many checks of `key` that wait: each was polled until it could go no further, as the test's runtime has one thread.
async fn waiting(gate: &TestGate, checks: usize) -> JoinSet<Result<Code, CheckError>> {
    let mut waiting = JoinSet::new();
    for _ in 0..checks {
        let gate = Arc::clone(gate);
        waiting.spawn(async move { gate.check("key", &ask(0)).await.map(|verdict| verdict.code) });
    }
    for _ in 0..4 {
        tokio::task::yield_now().await;
    }
    waiting
}

#[tokio::test]
async fn a_hundred_wait_for_one_load() {
    let source = Source::shut();
    source.set_text("key", grant(1));
    let gate = gate(source);
    let waiting = waiting(&gate, 100).await;
    assert_eq!(gate.source().loads(), 1);
    gate.source().let_through(1);
    assert_eq!(waiting.join_all().await, vec![Ok(Code::Valid); 100]);
    assert_eq!(gate.source().loads(), 1);
    let stats = gate.stats();
    assert_eq!((stats.misses, stats.loads), (100, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_wait_for_one_load_on_many_threads() {
    for _ in 0..50 {
        let source = Source::open();
        source.set_text("key", grant(1));
        let gate = gate(source);
        let mut checks = JoinSet::new();
        for _ in 0..100 {
            let gate = Arc::clone(&gate);
            checks.spawn(async move { code(&gate, "key", 0).await });
        }
        assert_eq!(checks.join_all().await, vec![Code::Valid; 100]);
        assert_eq!(gate.source().loads(), 1);
    }
}

#[tokio::test]
async fn a_cancelled_leader_strands_nobody() {
    let source = Source::shut();
    source.set_text("key", grant(1));
    let gate = gate(source);
    let mut leader = waiting(&gate, 1).await;
    let others = waiting(&gate, 10).await;
    gate.source().begun(1).await;
    leader.shutdown().await;
    gate.source().begun(1).await;
    gate.source().let_through(1);
    assert_eq!(others.join_all().await, vec![Ok(Code::Valid); 10]);
    assert_eq!(gate.source().loads(), 2);
}

#[tokio::test]
async fn callers_who_hang_up_leave_nothing_behind() {
    let source = Source::shut();
    source.set_text("key", grant(1));
    let gate = gate(source);
    let mut gone = waiting(&gate, 10).await;
    gone.shutdown().await;
    // The next one begins anew, with the truth as it is then.
    gate.source().let_through(1);
    assert_eq!(code(&gate, "key", 0).await, Code::Valid);
    assert_eq!(gate.source().loads(), 2);
}

#[tokio::test]
async fn an_outage_is_shared_and_not_remembered() {
    let source = Source::shut();
    source.set_text("key", grant(1));
    source.down.store(true, Ordering::SeqCst);
    let gate = gate(source);
    let waiting = waiting(&gate, 10).await;
    gate.source().down.store(false, Ordering::SeqCst);
    gate.source().let_through(1);
    assert_eq!(waiting.join_all().await, vec![Err(CheckError::Unavailable(Unavailable)); 10]);
    assert_eq!(gate.source().loads(), 1);
    gate.source().let_through(1);
    assert_eq!(code(&gate, "key", 0).await, Code::Valid);
}

#[tokio::test]
async fn an_outage_does_not_touch_what_is_known() {
    let source = Source::open();
    source.set_text("key", grant(1));
    let gate = gate(source);
    assert_eq!(code(&gate, "key", 0).await, Code::Valid);
    gate.source().down.store(true, Ordering::SeqCst);
    assert_eq!(code(&gate, "key", 0).await, Code::Valid);
    assert!(gate.check("other", &ask(0)).await.is_err());
}
