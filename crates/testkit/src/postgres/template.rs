//! A migrated database that others are copied from.

use std::mem::ManuallyDrop;
use std::thread;

use keyward_storage::{Options, Storage, Target};

use super::Database;
use super::guard::Guard;

/// A database with every table and no row, to which nobody is connected.
#[derive(Debug)]
pub(super) struct Template {
    name: String,
    /// Drops the database when this process is gone, where nothing else does.
    _guard: Option<Guard>,
}

impl Template {
    /// Migrates an empty database, which from then on lives as long as its cluster; or, if it `goes_with_us`, as this process.
    pub(super) fn migrate(database: Database, goes_with_us: bool) -> Self {
        let guard = goes_with_us.then(|| Guard::of_nothing_else(&database.drop_command()));
        let target = Target::Postgres(database.url().to_owned());
        // Whoever asks may be inside a runtime already, where nothing may be waited for.
        thread::scope(|scope| scope.spawn(|| migrate(target)).join().expect("a migrated database"));
        let database = ManuallyDrop::new(database);
        Self { name: database.name.clone(), _guard: guard }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

fn migrate(target: Target) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let storage = Storage::connect(&Options::new(target)).await.expect("a database");
        storage.migrate().await.expect("the migrations");
        storage.close().await;
    });
}
