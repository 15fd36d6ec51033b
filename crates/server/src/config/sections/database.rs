use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::config::values::{DatabaseUrl, within};

/// `[database]`: where rows are kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    /// `sqlite:<path>` or `postgres://…`. By default the SQLite file `keyward.db` in the data directory.
    pub url: Option<DatabaseUrl>,
    /// Connections held open at most, 1 to 1000. Default 16.
    #[serde(deserialize_with = "within::<_, _, 1, 1000>")]
    pub max_connections: u32,
    /// Seconds to wait for a free connection before the request is refused, 1 to 600. Default 5.
    #[serde(deserialize_with = "within::<_, _, 1, 600>")]
    pub acquire_timeout_seconds: u64,
    /// Whether pending migrations are run at the start; without, the server refuses to start while some
    /// are pending. Default true.
    pub migrate: bool,
}

impl Default for Database {
    fn default() -> Self {
        Self { url: None, max_connections: 16, acquire_timeout_seconds: 5, migrate: true }
    }
}

impl Database {
    /// How long to wait for a free connection.
    pub fn acquire_timeout(&self) -> Duration {
        Duration::from_secs(self.acquire_timeout_seconds)
    }
}
