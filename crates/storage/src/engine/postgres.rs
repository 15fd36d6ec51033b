//! PostgreSQL 15 or newer.

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
        .test_before_acquire(false)
        .set_application_name("keyward")
        .sqlx_logging(false);
    Database::connect(connect).await
}

/// Keeps two instances that start at once from migrating at once; held until the transaction ends.
pub(crate) async fn lock_migrations(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    // "keyward" in ASCII, so that no other program's advisory lock is likely to be the same number.
    tx.execute_unprepared("SELECT pg_advisory_xact_lock(30231449286734436)").await.map(|_| ())
}
