use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::config::values::within;

/// `[idempotency]`: how long a repeated request is recognised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Idempotency {
    /// Seconds for which an `Idempotency-Key` gives the first answer again, 60 to 2,592,000 (30 days).
    /// Default 86,400 (a day).
    #[serde(deserialize_with = "within::<_, _, 60, 2_592_000>")]
    pub ttl_seconds: u64,
}

impl Default for Idempotency {
    fn default() -> Self {
        Self { ttl_seconds: 86_400 }
    }
}

impl Idempotency {
    /// How long an `Idempotency-Key` is remembered.
    pub fn ttl(&self) -> Duration {
        Duration::from_secs(self.ttl_seconds)
    }
}
