use serde::{Deserialize, Serialize};

use crate::config::values::within;

/// `[limits]`: bounds of what one request may ask for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Keys that one request may make, 1 to 10,000. Default 1000.
    #[serde(deserialize_with = "within::<_, _, 1, 10_000>")]
    pub max_keys_per_request: usize,
    /// Rows that one import may bring, 1 to 1,000,000. Default 10,000.
    #[serde(deserialize_with = "within::<_, _, 1, 1_000_000>")]
    pub max_import_rows: usize,
    /// Rows of a list's page where the caller names no number; at most `page_max`. Default 50.
    #[serde(deserialize_with = "within::<_, _, 1, 10_000>")]
    pub page_default: u32,
    /// Rows of a list's page at most, 1 to 10,000. Default 1000.
    #[serde(deserialize_with = "within::<_, _, 1, 10_000>")]
    pub page_max: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_keys_per_request: 1000, max_import_rows: 10_000, page_default: 50, page_max: 1000 }
    }
}
