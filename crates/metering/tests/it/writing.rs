//! Many requests at once, written together.

use std::sync::Arc;

use keyward_metering::events::query::{QueryEvents, query};
use keyward_metering::{Error, Policy};
use tokio::task::JoinSet;

use crate::fixture::{Fixture, event};

#[tokio::test(flavor = "multi_thread")]
async fn each_request_is_told_of_its_own_duplicates() {
    let fixture = Arc::new(Fixture::new(Policy::default()).await);
    let mut tasks = JoinSet::new();
    for task in 0..64_u32 {
        let fixture = fixture.clone();
        tasks.spawn(async move {
            let mut events = vec![event("call", "a", "2026-01-14T11:00:00Z"); 3];
            events[0].event_id = Some(format!("own-{task}"));
            events[1].event_id = Some(format!("shared-{}", task / 2));
            // Twice in one request.
            events[2].event_id = Some(format!("own-{task}"));
            fixture.ingest(events).await.unwrap()
        });
    }
    let answers = tasks.join_all().await;
    assert!(answers.iter().all(|answer| answer.event_ids.len() == 3 && (1..=2).contains(&answer.duplicates)));
    // Each request has one of its own, and each pair one that it shares.
    assert_eq!(answers.iter().map(|answer| answer.duplicates).sum::<usize>(), 64 + 32);
    let found = query(&fixture.metering, &fixture.caller(), &QueryEvents::default()).await.unwrap();
    assert_eq!((found.events.len(), found.next_cursor.is_some()), (50, true));
}

#[tokio::test]
async fn an_outage_is_told_to_all_who_wait() {
    let fixture = Fixture::new(Policy::default()).await;
    fixture.storage.clone().close().await;
    let answers = tokio::join!(
        fixture.ingest(vec![event("call", "a", "2026-01-14T11:00:00Z")]),
        fixture.ingest(vec![event("call", "a", "2026-01-14T11:00:00Z")]),
    );
    assert!(matches!(answers, (Err(Error::Unavailable), Err(Error::Unavailable))), "{answers:?}");
}
