//! A database of its own for each test.

use std::ops::Deref;
use std::time::Duration;

use keyward_storage::{Engine, Options, Storage, Target};
use keyward_testkit::postgres::{Cluster, Database};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use tempfile::TempDir;

/// A database, open. Stands for its [`Storage`].
pub(crate) struct Fixture {
    storage: Storage,
    home: Home,
}

/// What a database lies in; goes when dropped.
enum Home {
    Folder(TempDir),
    Database(Database),
}

impl Deref for Fixture {
    type Target = Storage;

    fn deref(&self) -> &Storage {
        &self.storage
    }
}

impl Fixture {
    /// A database without a table.
    pub(crate) async fn empty(engine: Engine) -> Self {
        Self::of(engine, Cluster::create_database).await
    }

    /// A database with every table and no row.
    pub(crate) async fn migrated(engine: Engine) -> Self {
        let fixture = Self::of(engine, Cluster::create_migrated_database).await;
        fixture.migrate().await.unwrap();
        fixture
    }

    async fn of(engine: Engine, database: impl FnOnce(&Cluster) -> Database) -> Self {
        let home = match engine {
            Engine::Sqlite => Home::Folder(tempfile::tempdir().unwrap()),
            Engine::Postgres => Home::Database(database(Cluster::shared())),
        };
        Self { storage: open(home.options()).await, home }
    }

    /// The same database as another instance of Keyward has it open.
    pub(crate) async fn another(&self) -> Storage {
        open(self.home.options()).await
    }

    /// The same database through as few connections as there can be, and without patience.
    pub(crate) async fn impatient(&self) -> Storage {
        let options = self.home.options();
        open(Options { max_connections: 1, acquire_timeout: Duration::from_secs(1), ..options }).await
    }

    /// Runs SQL past the code under test.
    pub(crate) async fn run(&self, sql: &str) {
        let connection = self.connection().await;
        connection.execute_unprepared(sql).await.unwrap();
        connection.close().await.unwrap();
    }

    /// The texts in the one row that the SQL finds, past the code under test.
    pub(crate) async fn texts<const N: usize>(&self, sql: &str) -> [Option<String>; N] {
        let connection = self.connection().await;
        let statement = Statement::from_string(connection.get_database_backend(), sql);
        let row = connection.query_one_raw(statement).await.unwrap().unwrap();
        connection.close().await.unwrap();
        std::array::from_fn(|index| row.try_get_by_index(index).unwrap())
    }

    async fn connection(&self) -> DatabaseConnection {
        let url = match self.home.options().target {
            Target::Sqlite(path) => format!("sqlite://{}", path.display()),
            Target::Postgres(url) => url,
        };
        sea_orm::Database::connect(url).await.unwrap()
    }
}

impl Home {
    fn options(&self) -> Options {
        let target = match self {
            Self::Folder(folder) => Target::Sqlite(folder.path().join("keyward.db")),
            Self::Database(database) => Target::Postgres(database.url().to_owned()),
        };
        // A machine under load is no outage.
        let acquire_timeout = Duration::from_mins(1);
        Options { max_connections: 8, acquire_timeout, ..Options::new(target) }
    }
}

async fn open(options: Options) -> Storage {
    Storage::connect(&options).await.unwrap()
}
