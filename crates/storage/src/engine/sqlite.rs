//! SQLite: one writer connection, many readers, a write-ahead log that is synced on every commit.

use std::path::Path;
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr};

use crate::connection::Options;

/// The writer and the readers of a database file, which is made if it is not there.
pub(crate) async fn connect(
    path: &Path,
    options: &Options,
) -> Result<(DatabaseConnection, DatabaseConnection), DbErr> {
    let writer = open(path, 1, options, false).await?;
    let reader = open(path, options.max_connections.max(1), options, true).await?;
    Ok((writer, reader))
}

async fn open(
    path: &Path,
    connections: u32,
    options: &Options,
    read_only: bool,
) -> Result<DatabaseConnection, DbErr> {
    let mut connect = ConnectOptions::new("sqlite::memory:");
    let path = path.to_owned();
    connect
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(options.acquire_timeout)
        .connect_timeout(options.acquire_timeout)
        // A file does not go away behind a connection: asking it before each use would double the cost of a look-up.
        .test_before_acquire(false)
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            let sqlite = sqlite
                .filename(&path)
                .in_memory(false)
                .shared_cache(false)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5))
                .statement_cache_capacity(256)
                .pragma("cache_size", "-16384");
            if read_only { sqlite.pragma("query_only", "on") } else { sqlite.create_if_missing(true) }
        });
    Database::connect(connect).await
}
