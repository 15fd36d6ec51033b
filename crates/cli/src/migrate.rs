//! `keyward migrate`

use crate::args::Global;
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::{compose, config, output};

pub(crate) async fn run(global: &Global) -> Result<(), Failure> {
    let config = config::load(global, None)?.config;
    let data_dir = DataDir::open(&config.data_dir)?;
    let Some(_lock) = data_dir.try_lock(compose::database_file(&config).as_deref())? else {
        return Err(Failure::failed(
            "a server is running on this data directory: it migrated when it started",
        ));
    };
    let storage = compose::storage(&config).await?;
    match storage.migrate().await? {
        0 => output::line("The database is up to date."),
        1 => output::line("1 migration ran."),
        count => output::line(&format!("{count} migrations ran.")),
    }
}
