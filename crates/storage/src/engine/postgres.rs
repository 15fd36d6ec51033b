//! PostgreSQL 15 or newer.

use std::time::Duration;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbErr};

use crate::connection::Options;

/// A pool of connections, for reading and writing.
pub(crate) async fn connect(url: &str, options: &Options) -> Result<DatabaseConnection, DbErr> {
    let mut connect = ConnectOptions::new(url);
    connect
        .max_connections(options.max_connections.max(2))
        .min_connections(1)
        .acquire_timeout(options.acquire_timeout)
        .connect_timeout(options.acquire_timeout)
        // A server that went away and came back would otherwise fail a request for each connection that slept through it.
        .test_before_acquire_if_idle_for(Duration::from_secs(1))
        .set_application_name("keyward")
        .sqlx_logging(false);
    Database::connect(connect).await
}

/// Keeps two instances that start at once from migrating at once; held until the transaction ends.
pub(crate) async fn lock_migrations(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    // "keyward" in ASCII, so that no other program's advisory lock is likely to be the same number.
    tx.execute_unprepared("SELECT pg_advisory_xact_lock(30231449286734436)").await.map(|_| ())
}
