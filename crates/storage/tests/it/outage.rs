//! PostgreSQL goes away and comes back.

use std::time::Duration;

use keyward_storage::{Options, Storage, StorageError, Target, Tx, tenants};
use keyward_testkit::postgres::Cluster;

use crate::sample::{NOW, assert_err, at_once, name, write};

const CONNECTIONS: u16 = 3;

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_is_told_as_one_and_ends_by_itself() {
    let cluster = Cluster::start();
    let database = cluster.create_database();
    let options = Options {
        max_connections: CONNECTIONS.into(),
        acquire_timeout: Duration::from_secs(2),
        ..Options::new(Target::Postgres(database.url().to_owned()))
    };
    let storage = Storage::connect(&options).await.unwrap();
    storage.migrate().await.unwrap();
    write(&storage, async |tx: &Tx| tenants::insert(tx, &name("kept"), NOW).await).await.unwrap();
    let (writing, committing) = (storage.begin().await.unwrap(), storage.begin().await.unwrap());
    tenants::insert(&committing, &name("lost"), NOW).await.unwrap();

    cluster.stop();
    assert_err!(tenants::insert(&writing, &name("lost, too"), NOW).await, StorageError::Unavailable(_));
    assert_err!(committing.commit().await, StorageError::Unavailable(_));
    drop(writing);
    // More at once than there are connections that broke: some wait in vain for a new one.
    let read_and_begin = |storage: Storage, _| async move {
        assert_err!(tenants::all(&storage.reader()).await, StorageError::Unavailable(_));
        assert_err!(storage.begin().await, StorageError::Unavailable(_));
    };
    at_once(2 * CONNECTIONS, read_and_begin, &storage).await;
    let answers =
        tokio::join!(storage.ping(), storage.check_schema(), storage.migrate(), Storage::connect(&options));
    assert_err!(answers.0, StorageError::Unavailable(_));
    assert_err!(answers.1, StorageError::Unavailable(_));
    assert_err!(answers.2, StorageError::Unavailable(_));
    assert_err!(answers.3, StorageError::Unavailable(_));

    cluster.start_again();
    let found = tenants::all(&storage.reader()).await.unwrap();
    assert_eq!(found.iter().map(|tenant| tenant.name.as_str()).collect::<Vec<_>>(), ["kept"]);
    write(&storage, async |tx: &Tx| tenants::insert(tx, &name("new"), NOW).await).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_that_nobody_saw_costs_each_connection_one_answer_at_most() {
    let cluster = Cluster::start();
    let database = cluster.create_database();
    let target = Target::Postgres(database.url().to_owned());
    let options = Options { max_connections: CONNECTIONS.into(), ..Options::new(target) };
    let storage = Storage::connect(&options).await.unwrap();
    storage.migrate().await.unwrap();
    at_once(CONNECTIONS, |storage, _| async move { storage.begin().await.map(drop).unwrap() }, &storage)
        .await;

    cluster.stop();
    cluster.start_again();
    for _ in 0..CONNECTIONS {
        match storage.ping().await {
            Ok(()) | Err(StorageError::Unavailable(_)) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
    storage.ping().await.unwrap();
}
