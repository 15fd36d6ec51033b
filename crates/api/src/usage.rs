//! How keys were used (contract v1, part 6).

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

/// How a key was used over a time.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeyUsage {
    /// The key.
    pub key_id: String,
    /// `hour`, `day` or `month`.
    #[schema(example = "day")]
    pub interval: &'static str,
    /// From then.
    pub from: String,
    /// Until then.
    pub to: String,
    /// How often it was answered with each code in all of that time.
    #[schema(example = json!({"VALID": 41, "RATE_LIMITED": 2}))]
    pub total: BTreeMap<&'static str, u64>,
    /// The steps in which it was asked about, oldest first.
    pub items: Vec<UsageStep>,
}

/// One step of a key's use.
#[derive(Debug, Serialize, ToSchema)]
pub struct UsageStep {
    /// When it began.
    pub start: String,
    /// How often the key was answered with each code.
    #[schema(example = json!({"VALID": 41}))]
    pub outcomes: BTreeMap<&'static str, u64>,
}
