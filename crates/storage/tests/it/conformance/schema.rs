use keyward_storage::{StorageError, tenants};

use crate::fixture::Fixture;
use crate::sample::assert_err;

pub(crate) async fn an_empty_database_has_all_pending(fixture: &Fixture) {
    let pending = fixture.pending_migrations().await.unwrap();
    assert!(pending > 0);
    let refused = fixture.check_schema().await;
    assert!(matches!(refused, Err(StorageError::Pending(count)) if count == pending), "{refused:?}");
}

pub(crate) async fn migrating_twice_is_migrating_once(fixture: &Fixture) {
    let pending = fixture.pending_migrations().await.unwrap();
    assert_eq!(fixture.migrate().await.unwrap(), pending);
    assert_eq!(fixture.migrate().await.unwrap(), 0);
    assert_eq!(fixture.pending_migrations().await.unwrap(), 0);
    fixture.check_schema().await.unwrap();
    assert_eq!(tenants::all(&fixture.reader()).await.unwrap(), []);
}

pub(crate) async fn two_instances_migrate_once(fixture: &Fixture) {
    let pending = fixture.pending_migrations().await.unwrap();
    let other = fixture.another().await;
    let (one, other) = tokio::join!(fixture.migrate(), other.migrate());
    let mut ran = [one.unwrap(), other.unwrap()];
    ran.sort_unstable();
    assert_eq!(ran, [0, pending]);
    fixture.check_schema().await.unwrap();
}

pub(crate) async fn a_newer_schema_is_refused_by_name(fixture: &Fixture) {
    const NEWER: &str = "m29990101_000001_newer";
    fixture.migrate().await.unwrap();
    fixture.run(&format!("INSERT INTO seaql_migrations (version, applied_at) VALUES ('{NEWER}', 0)")).await;
    let refused = [
        fixture.check_schema().await,
        fixture.pending_migrations().await.map(drop),
        fixture.migrate().await.map(drop),
    ];
    for answer in refused {
        assert!(matches!(&answer, Err(StorageError::Newer(name)) if name == NEWER), "{answer:?}");
    }
}

pub(crate) async fn a_newer_schema_is_refused_even_with_others_pending(fixture: &Fixture) {
    fixture.migrate().await.unwrap();
    fixture.run("UPDATE seaql_migrations SET version = 'm29990101_000001_newer' WHERE version LIKE '%_foundation'").await;
    assert_err!(fixture.migrate().await, StorageError::Newer(_));
}
