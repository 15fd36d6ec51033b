//! SQLite: one writer connection, many readers, a write-ahead log that is synced on every commit.

use std::path::Path;
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, Statement};

use crate::connection::Options;
use crate::grants;

/// What is open of a database file.
pub(crate) struct Connections {
    /// The one that writes.
    pub(crate) writer: DatabaseConnection,
    /// Those that read.
    pub(crate) reader: DatabaseConnection,
    /// Those that look up keys for checks.
    pub(crate) look_ups: DatabaseConnection,
}

/// Opens a database file, which is made if it is not there.
pub(crate) async fn connect(path: &Path, options: &Options) -> Result<Connections, DbErr> {
    let writer = open(path, 1, options, false).await?;
    let reader = open(path, options.max_connections.max(1), options, true).await?;
    let at_once = u32::try_from(grants::at_once()).unwrap_or(u32::MAX);
    let look_ups = open(path, at_once, options, true).await?;
    Ok(Connections { writer, reader, look_ups })
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

/// Whether the embedded SQLite was compiled to plan a statement once, as `.cargo/config.toml` has it: it is not where that file was not read.
pub(crate) async fn plans_once(connection: &DatabaseConnection) -> Result<bool, DbErr> {
    let asked = "SELECT sqlite_compileoption_used('ENABLE_QPSG')";
    let row = connection.query_one_raw(Statement::from_string(DbBackend::Sqlite, asked)).await?;
    row.map_or(Ok(false), |row| row.try_get_by_index::<i32>(0).map(|used| used == 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Target;

    async fn pragma<T: sea_orm::TryGetable>(connection: &DatabaseConnection, name: &str) -> T {
        let statement = Statement::from_string(connection.get_database_backend(), format!("PRAGMA {name}"));
        connection.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
    }

    #[tokio::test]
    async fn a_commit_is_durable_and_references_hold() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a ?%20#é.db");
        let opened = connect(&path, &Options::new(Target::Sqlite(path.clone()))).await.unwrap();
        assert!(path.is_file());
        for connection in [&opened.writer, &opened.reader, &opened.look_ups] {
            assert_eq!(pragma::<String>(connection, "journal_mode").await, "wal");
            // FULL.
            assert_eq!(pragma::<i32>(connection, "synchronous").await, 2);
            assert_eq!(pragma::<i32>(connection, "foreign_keys").await, 1);
        }
    }

    #[tokio::test]
    async fn a_build_of_this_repository_plans_a_statement_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keyward.db");
        let opened = connect(&path, &Options::new(Target::Sqlite(path.clone()))).await.unwrap();
        assert!(plans_once(&opened.writer).await.unwrap());
    }

    #[tokio::test]
    async fn only_the_writer_writes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keyward.db");
        let opened = connect(&path, &Options::new(Target::Sqlite(path.clone()))).await.unwrap();
        for connection in [&opened.reader, &opened.look_ups] {
            assert!(connection.execute_unprepared("CREATE TABLE a (b int)").await.is_err());
        }
        opened.writer.execute_unprepared("CREATE TABLE a (b int)").await.unwrap();
    }
}
