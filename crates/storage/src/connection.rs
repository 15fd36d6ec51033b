//! Opening the database, reading from it, and the one way to write to it.

use std::fmt;
use std::sync::Weak;
use std::time::Duration;

use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, IsolationLevel,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::{IntoSchemaManagerConnection, MigratorTrait};

use crate::engine::{Engine, Target, postgres, sqlite};
use crate::migration::Migrator;
use crate::touched::{LicenseWatch, Notes, Touched, Watchers};
use crate::{StorageError, changes};

/// How to open a database.
#[derive(Debug, Clone)]
pub struct Options {
    /// Which one.
    pub target: Target,
    /// The most connections (SQLite: readers, beside the one writer and those that look up keys, one a core).
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
    /// For the keys that a check asks for (see [`Storage::look_ups`]).
    look_ups: DatabaseConnection,
    watchers: Watchers,
}

impl fmt::Debug for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Storage({:?})", self.engine)
    }
}

impl Storage {
    /// Opens the database, without looking at its schema.
    pub async fn connect(options: &Options) -> Result<Self, StorageError> {
        let watchers = Watchers::default();
        match &options.target {
            Target::Sqlite(path) => {
                let sqlite::Connections { writer, reader, look_ups } = sqlite::connect(path, options).await?;
                Ok(Self { engine: Engine::Sqlite, writer, signals: None, reader, look_ups, watchers })
            }
            Target::Postgres(url) => {
                let pool = postgres::connect(url, options).await?;
                let signals = Some(postgres::signals(url, options).await?);
                let (writer, look_ups) = (pool.clone(), pool.clone());
                Ok(Self { engine: Engine::Postgres, writer, signals, reader: pool, look_ups, watchers })
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

    /// Lets somebody watch licences from here on, for as long as they are there.
    pub fn watch_licenses(&self, watcher: Weak<dyn LicenseWatch>) {
        self.watchers.add(watcher);
    }

    /// Passes on to those who watch licences what another instance changed.
    pub fn tell_watchers(&self, touched: &Touched) {
        self.watchers.each(|watcher| watcher.changed(touched));
    }

    /// Tells those who watch licences whether changes by other instances may go unheard.
    pub fn set_watchers_deaf(&self, deaf: bool) {
        self.watchers.each(|watcher| watcher.set_deaf(deaf));
    }

    pub(crate) fn signals(&self) -> Option<&DatabaseConnection> {
        self.signals.as_ref()
    }

    /// For reading, each query on its own.
    pub fn reader(&self) -> Reader<'_> {
        Reader(&self.reader)
    }

    /// The same for looking up keys that a check asks for. On SQLite by connections of their own, no more than look up at once: each has its
    /// own memory of pages, and of many that take turns none has what it needs.
    pub fn look_ups(&self) -> Reader<'_> {
        Reader(&self.look_ups)
    }

    /// For reading what belongs together: all queries see what was committed before the first.
    pub async fn snapshot(&self) -> Result<Snapshot, StorageError> {
        let options = match self.engine {
            // A transaction that only reads sees the log as it was when it began to.
            Engine::Sqlite => TransactionOptions::default(),
            Engine::Postgres => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..Default::default()
            },
        };
        Ok(Snapshot(self.reader.begin_with_options(options).await?))
    }

    /// Whether what is embedded was compiled as it should be. `false` is no fault, but slower. Of PostgreSQL there is nothing to say.
    pub async fn is_well_built(&self) -> Result<bool, StorageError> {
        match self.engine {
            Engine::Sqlite => Ok(sqlite::plans_once(&self.reader).await?),
            Engine::Postgres => Ok(true),
        }
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
        let tx = self.writer.begin_with_options(options).await?;
        let part = Part {
            engine: self.engine,
            watchers: self.watchers.clone(),
            notes: Notes::default(),
            within: false,
        };
        Ok(Tx(tx, part))
    }

    /// Closes every connection.
    pub async fn close(self) {
        // Closing flushes nothing that a commit has not: an error here loses nothing.
        let _ = self.look_ups.close().await;
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

/// Reads; all queries see the same. It holds a connection until it is dropped.
pub struct Snapshot(DatabaseTransaction);

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Snapshot")
    }
}

/// A write transaction. Dropped without [`commit`](Self::commit), it leaves nothing.
pub struct Tx(pub(crate) DatabaseTransaction, Part);

/// What a transaction knows of beside its connection.
struct Part {
    engine: Engine,
    watchers: Watchers,
    notes: Notes,
    /// Whether it is a part of another, whose commit tells what both have changed.
    within: bool,
}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tx")
    }
}

impl Tx {
    /// The engine behind it.
    pub(crate) fn engine(&self) -> Engine {
        self.1.engine
    }

    /// What it changes of licences.
    pub(crate) fn notes(&self) -> &Notes {
        &self.1.notes
    }

    /// Opens a part of this transaction that can be taken back by itself. What it commits, it commits to this one.
    pub async fn savepoint(&self) -> Result<Self, StorageError> {
        let Part { engine, watchers, notes, .. } = &self.1;
        let part = Part { engine: *engine, watchers: watchers.clone(), notes: notes.clone(), within: true };
        Ok(Self(self.0.begin().await?, part))
    }

    /// Takes everything back.
    pub async fn rollback(self) -> Result<(), StorageError> {
        Ok(self.0.rollback().await?)
    }

    /// Makes everything durable, or nothing. On return those who watch licences in this process know which have changed, and other instances
    /// are told.
    pub async fn commit(self) -> Result<(), StorageError> {
        let touched = if self.1.within { None } else { self.1.notes.take() };
        let Some(touched) = touched else { return Ok(self.0.commit().await?) };
        changes::announce_licenses(&self, &touched).await?;
        let Self(tx, Part { watchers, .. }) = self;
        // A caller that goes away drops its request at any await. Those who watch must hear of a commit all the same, so this is a task.
        let ending = tokio::spawn(async move {
            let committed = tx.commit().await;
            // Told even if the commit failed: a connection that broke may have broken after it.
            watchers.each(|watcher| watcher.changed(&touched));
            committed
        });
        let committed =
            ending.await.map_err(|error| StorageError::Internal(DbErr::Custom(error.to_string())))?;
        Ok(committed?)
    }
}

mod sealed {
    use sea_orm::ConnectionTrait;

    pub trait Sealed {
        fn orm(&self) -> &(impl ConnectionTrait + 'static);
    }
}

pub(crate) use sealed::Sealed;

/// Where a query may run: a [`Reader`], a [`Snapshot`] or a [`Tx`].
pub trait Connection: Sealed + Sync {}

impl Sealed for Reader<'_> {
    fn orm(&self) -> &(impl ConnectionTrait + 'static) {
        self.0
    }
}
impl Connection for Reader<'_> {}

impl Sealed for Snapshot {
    fn orm(&self) -> &(impl ConnectionTrait + 'static) {
        &self.0
    }
}
impl Connection for Snapshot {}

impl Sealed for Tx {
    fn orm(&self) -> &(impl ConnectionTrait + 'static) {
        &self.0
    }
}
impl Connection for Tx {}
