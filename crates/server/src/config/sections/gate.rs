use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::config::values::within;

/// `[gate]`: bounds of the caches on the hot path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Gate {
    /// Keys held in memory at most, in entries, 1 to 100 million. Default 1,000,000.
    #[serde(deserialize_with = "within::<_, _, 1, 100_000_000>")]
    pub max_keys: usize,
    /// Digests remembered as unknown at most, in entries, 1 to 100 million. Default 100,000.
    #[serde(deserialize_with = "within::<_, _, 1, 100_000_000>")]
    pub max_unknown: usize,
    /// Seconds for which a digest is remembered as unknown, 1 to 3600. Default 10.
    #[serde(deserialize_with = "within::<_, _, 1, 3600>")]
    pub unknown_ttl_seconds: u64,
    /// Credits that an instance leases of a key's balance at a time, and may lose in a crash, 1 to 1 million. Default 100.
    #[serde(deserialize_with = "within::<_, _, 1, 1_000_000>")]
    pub credit_block: u64,
    /// For how many whole days it is kept how keys were used, 1 to 36,500; 0: for ever. Default 0.
    #[serde(deserialize_with = "within::<_, _, 0, 36_500>")]
    pub usage_retention_days: u32,
    /// For how many whole days it is kept by the hour how keys were used, and by the day after that, 1 to 36,500; 0: by the hour for ever.
    /// Default 35.
    #[serde(deserialize_with = "within::<_, _, 0, 36_500>")]
    pub usage_hourly_days: u32,
}

impl Default for Gate {
    fn default() -> Self {
        Self {
            max_keys: 1_000_000,
            max_unknown: 100_000,
            unknown_ttl_seconds: 10,
            credit_block: 100,
            usage_retention_days: 0,
            usage_hourly_days: 35,
        }
    }
}

impl Gate {
    /// How long a digest is remembered as unknown.
    pub fn unknown_ttl(&self) -> Duration {
        Duration::from_secs(self.unknown_ttl_seconds)
    }
}
