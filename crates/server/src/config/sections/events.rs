use keyward_metering::Policy;
use serde::{Deserialize, Serialize};

use crate::config::values::within;

/// `[events]`: how events are taken in and kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Events {
    /// For how many whole days an event is kept after its own, 1 to 36,500; 0: for ever. Default 0.
    #[serde(deserialize_with = "within::<_, _, 0, 36_500>")]
    pub retention_days: u32,
    /// Events in one bulk request, 1 to 10,000. Default 1000.
    #[serde(deserialize_with = "within::<_, _, 1, 10_000>")]
    pub max_bulk: usize,
    /// Bytes of the body of a bulk request, 1 KiB to 1 GiB. Default 33,554,432 (32 MiB).
    #[serde(deserialize_with = "within::<_, _, 1024, 1_073_741_824>")]
    pub bulk_max_body_bytes: usize,
}

impl Default for Events {
    fn default() -> Self {
        Self { retention_days: 0, max_bulk: 1000, bulk_max_body_bytes: 32 * 1024 * 1024 }
    }
}

impl Events {
    /// What of it the operations go by.
    pub fn policy(&self) -> Policy {
        let retention_days = (self.retention_days > 0).then_some(self.retention_days);
        Policy { max_bulk: self.max_bulk, retention_days }
    }
}
