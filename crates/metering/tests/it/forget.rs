//! Retention.

use std::time::Duration;

use keyward_metering::events::forget::forget;
use keyward_metering::events::query::{QueryEvents, query};
use keyward_metering::usage::{UsageQuery, usage};
use keyward_metering::{Error, Policy};

use crate::fixture::{Fixture, event};

#[tokio::test]
async fn what_is_past_its_time_is_gone_before_it_is_swept_and_after() {
    let fixture = Fixture::new(Policy { retention_days: Some(2), ..Policy::default() }).await;
    let old = event("call", "a", "2026-01-12T00:00:00Z");
    let _ = fixture.ingest(vec![old, event("call", "a", "2026-01-14T11:00:00Z")]).await.unwrap();
    fixture.clock.advance(Duration::from_hours(24));
    let late = fixture.ingest(vec![event("call", "a", "2026-01-12T23:59:59Z")]).await;
    let Err(Error::Invalid(invalid)) = late else { panic!("{late:?}") };
    assert_eq!(invalid.problems()[0].field, "events[0].timestamp");
    let count = UsageQuery {
        event_name: "call".to_owned(),
        aggregation_type: "COUNT".to_owned(),
        ..UsageQuery::default()
    };
    for swept in [1, 0] {
        let found = query(&fixture.metering, &fixture.caller(), &QueryEvents::default()).await.unwrap();
        assert_eq!(found.events.len(), 1);
        let usage = usage(&fixture.metering, &fixture.caller(), &count).await.unwrap();
        assert_eq!(usage.rows[0].value, 1);
        assert_eq!(forget(&fixture.metering).await.unwrap(), swept);
    }
}
