//! Opening the database, reading from it, and the one way to write to it.

use std::fmt;
use std::time::Duration;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use sea_orm_migration::{IntoSchemaManagerConnection, MigratorTrait};

use crate::StorageError;
use crate::engine::{Engine, Target, postgres, sqlite};
use crate::migration::Migrator;

/// How to open a database.
#[derive(Debug, Clone)]
pub struct Options {
    /// Which one.
    pub target: Target,
    /// The most connections (SQLite: readers, beside the one writer).
    pub max_connections: u32,
    /// How long to wait for a free connection before it counts as an outage.
    pub acquire_timeout: Duration,
}

impl Options {
    /// The defaults for a database: 16 connections, 5 seconds.
    pub fn new(target: Target) -> Self {
        Self { target, max_connections: 16, acquire_timeout: Duration::from_secs(5) }
    }
}

/// An open database.
#[derive(Clone)]
pub struct Storage {
    engine: Engine,
    writer: DatabaseConnection,
    /// For the word between instances alone: a flood of look-ups must not look like a broken subscription. None on SQLite.
    signals: Option<DatabaseConnection>,
    reader: DatabaseConnection,
}

impl fmt::Debug for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Storage({:?})", self.engine)
    }
}

impl Storage {
    /// Opens the database, without looking at its schema.
    pub async fn connect(options: &Options) -> Result<Self, StorageError> {
        match &options.target {
            Target::Sqlite(path) => {
                let (writer, reader) = sqlite::connect(path, options).await?;
                Ok(Self { engine: Engine::Sqlite, writer, signals: None, reader })
            }
            Target::Postgres(url) => {
                let pool = postgres::connect(url, options).await?;
                let signals = Some(postgres::signals(url, options).await?);
                Ok(Self { engine: Engine::Postgres, writer: pool.clone(), signals, reader: pool })
            }
        }
    }

    /// The engine behind it.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Refuses a schema newer than this binary, then runs what is pending, all or nothing. Returns how many ran.
    pub async fn migrate(&self) -> Result<usize, StorageError> {
        let tx = self.begin().await?;
        if self.engine == Engine::Postgres {
            postgres::lock_migrations(&tx.0).await?;
        }
        let pending = pending(&tx.0).await?;
        Migrator::up(&tx.0, None).await?;
        tx.commit().await?;
        Ok(pending)
    }

    /// Refuses a schema newer than this binary and one with migrations pending.
    pub async fn check_schema(&self) -> Result<(), StorageError> {
        match pending(&self.reader).await? {
            0 => Ok(()),
            count => Err(StorageError::Pending(count)),
        }
    }

    /// How many migrations are pending. Errs for a schema newer than this binary.
    pub async fn pending_migrations(&self) -> Result<usize, StorageError> {
        pending(&self.reader).await
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StorageError> {
        self.reader
            .query_one_raw(sea_orm::Statement::from_string(self.reader.get_database_backend(), "SELECT 1"))
            .await?;
        Ok(())
    }

    pub(crate) fn signals(&self) -> Option<&DatabaseConnection> {
        self.signals.as_ref()
    }

    /// For reading, each query on its own.
    pub fn reader(&self) -> Reader<'_> {
        Reader(&self.reader)
    }

    /// Opens a write transaction. Nothing of it stays unless it is committed.
    pub async fn begin(&self) -> Result<Tx, StorageError> {
        // On SQLite a transaction that first reads and then writes must be a writer from the start, or another's
        // commit in between would fail it.
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        let options = if self.engine == Engine::Sqlite { options } else { TransactionOptions::default() };
        Ok(Tx(self.writer.begin_with_options(options).await?, self.engine))
    }

    /// Closes every connection.
    pub async fn close(self) {
        // Closing flushes nothing that a commit has not: an error here loses nothing.
        let _ = self.reader.close().await;
        let _ = self.writer.close().await;
        if let Some(signals) = self.signals {
            let _ = signals.close().await;
        }
    }
}

async fn pending<C: ConnectionTrait>(connection: &C) -> Result<usize, StorageError>
where
    for<'c> &'c C: IntoSchemaManagerConnection<'c>,
{
    let known: Vec<String> =
        Migrator::get_migration_files().iter().map(|migration| migration.name().to_owned()).collect();
    let applied = crate::migration::applied(connection).await?;
    if let Some(newer) = applied.iter().find(|name| !known.contains(name)) {
        return Err(StorageError::Newer(newer.clone()));
    }
    Ok(known.len() - applied.len())
}

/// Reads; each query sees what was committed before it.
#[derive(Clone, Copy)]
pub struct Reader<'a>(&'a DatabaseConnection);

impl fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reader")
    }
}

/// A write transaction. Dropped without [`commit`](Self::commit), it leaves nothing.
pub struct Tx(pub(crate) DatabaseTransaction, Engine);

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tx")
    }
}

impl Tx {
    /// The engine behind it.
    pub(crate) fn engine(&self) -> Engine {
        self.1
    }

    /// Opens a part of this transaction that can be taken back by itself. What it commits, it commits to this one.
    pub async fn savepoint(&self) -> Result<Self, StorageError> {
        Ok(Self(self.0.begin().await?, self.1))
    }

    /// Takes everything back.
    pub async fn rollback(self) -> Result<(), StorageError> {
        Ok(self.0.rollback().await?)
    }

    /// Makes everything durable, or nothing.
    pub async fn commit(self) -> Result<(), StorageError> {
        Ok(self.0.commit().await?)
    }
}

mod sealed {
    use sea_orm::ConnectionTrait;

    pub trait Sealed {
        fn orm(&self) -> &(impl ConnectionTrait + 'static);
    }
}

pub(crate) use sealed::Sealed;

/// Where a query may run: a [`Reader`] or a [`Tx`].
pub trait Connection: Sealed + Sync {}

impl Sealed for Reader<'_> {
    fn orm(&self) -> &(impl ConnectionTrait + 'static) {
        self.0
    }
}
impl Connection for Reader<'_> {}

impl Sealed for Tx {
    fn orm(&self) -> &(impl ConnectionTrait + 'static) {
        &self.0
    }
}
impl Connection for Tx {}
