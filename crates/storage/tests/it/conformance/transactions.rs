use keyward_storage::{Storage, StorageError, Tx, tenants};

use crate::fixture::Fixture;
use crate::sample::{NOW, assert_err, at_once, name, write};

async fn names(storage: &Storage) -> Vec<String> {
    let all = tenants::all(&storage.reader()).await.unwrap();
    all.iter().map(|tenant| tenant.name.to_string()).collect()
}

pub(crate) async fn a_committed_one_is_seen_by_another_instance(fixture: &Fixture) {
    write(fixture, async |tx: &Tx| tenants::insert(tx, &name("kept"), NOW).await).await.unwrap();
    assert_eq!(names(&fixture.another().await).await, ["kept"]);
}

pub(crate) async fn an_open_one_is_seen_by_itself_alone(storage: &Storage) {
    let tx = storage.begin().await.unwrap();
    tenants::insert(&tx, &name("mine"), NOW).await.unwrap();
    assert_eq!(tenants::all(&tx).await.unwrap().len(), 1);
    assert!(names(storage).await.is_empty());
    tx.commit().await.unwrap();
    assert_eq!(names(storage).await, ["mine"]);
}

pub(crate) async fn a_dropped_one_leaves_nothing(storage: &Storage) {
    let tx = storage.begin().await.unwrap();
    tenants::insert(&tx, &name("lost"), NOW).await.unwrap();
    drop(tx);
    write(storage, async |tx: &Tx| tenants::insert(tx, &name("kept"), NOW).await).await.unwrap();
    assert_eq!(names(storage).await, ["kept"]);
}

pub(crate) async fn a_part_of_one_is_taken_back_by_itself(storage: &Storage) {
    let tx = storage.begin().await.unwrap();
    let part = tx.savepoint().await.unwrap();
    tenants::insert(&part, &name("kept"), NOW).await.unwrap();
    part.commit().await.unwrap();
    let part = tx.savepoint().await.unwrap();
    tenants::insert(&part, &name("lost"), NOW).await.unwrap();
    part.rollback().await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(names(storage).await, ["kept"]);
}

pub(crate) async fn one_whose_task_is_aborted_leaves_nothing(storage: &Storage) {
    let (ready, is_ready) = tokio::sync::oneshot::channel();
    let task = tokio::spawn({
        let storage = storage.clone();
        async move {
            let tx = storage.begin().await.unwrap();
            tenants::insert(&tx, &name("lost"), NOW).await.unwrap();
            ready.send(()).unwrap();
            loop {
                tenants::all(&tx).await.unwrap();
            }
        }
    });
    is_ready.await.unwrap();
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    write(storage, async |tx: &Tx| tenants::insert(tx, &name("kept"), NOW).await).await.unwrap();
    assert_eq!(names(storage).await, ["kept"]);
}

pub(crate) async fn a_failed_one_leaves_nothing(storage: &Storage) {
    let twice = async |tx: &Tx| {
        tenants::insert(tx, &name("once"), NOW).await?;
        tenants::insert(tx, &name("once"), NOW).await
    };
    assert_err!(write(storage, twice).await, StorageError::Taken(_));
    assert!(names(storage).await.is_empty());
}

pub(crate) async fn more_than_there_are_connections_take_turns(storage: &Storage) {
    let insert = |storage: Storage, task: u16| async move {
        let tx = storage.begin().await.unwrap();
        tenants::insert(&tx, &name(&task.to_string()), NOW).await.unwrap();
        tx.commit().await.unwrap();
    };
    at_once(40, insert, storage).await;
    assert_eq!(names(storage).await.len(), 40);
}

pub(crate) async fn no_free_connection_in_time_is_an_outage(fixture: &Fixture) {
    let storage = fixture.impatient().await;
    let mut open = Vec::new();
    let refused = loop {
        match storage.begin().await {
            Ok(tx) => open.push(tx),
            Err(error) => break error,
        }
    };
    assert!(matches!(refused, StorageError::Unavailable(_)), "{refused:?}");
    assert!(!open.is_empty());
}

pub(crate) async fn an_open_database_answers_until_it_is_closed(storage: &Storage) {
    storage.ping().await.unwrap();
    storage.clone().close().await;
    assert_err!(storage.ping().await, StorageError::Unavailable(_));
    assert_err!(storage.begin().await, StorageError::Unavailable(_));
    assert_err!(tenants::all(&storage.reader()).await, StorageError::Unavailable(_));
}
