//! How keys were used (contract v1, part 6).

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::KeyOwner;

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

/// How an environment's keys were used over a time.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeysUsage {
    /// `outcome`, `key`, `owner` or `customer`.
    #[schema(example = "key")]
    pub group_by: &'static str,
    /// `hour`, `day` or `month`.
    #[schema(example = "day")]
    pub interval: &'static str,
    /// From then.
    pub from: String,
    /// Until then.
    pub to: String,
    /// How often was answered with each code in all of that time; `NOT_FOUND` counts unknown and malformed keys.
    #[schema(example = json!({"VALID": 41, "NOT_FOUND": 2}))]
    pub total: BTreeMap<&'static str, u64>,
    /// The steps in which there was an answer, oldest first.
    pub items: Vec<UsageStep>,
    /// The busiest keys or owners, the busiest first. Empty by `outcome`.
    pub groups: Vec<UsageGroup>,
}

/// How one key, or one owner's keys, were used.
#[derive(Debug, Serialize, ToSchema)]
pub struct UsageGroup {
    /// The key, by `key`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
    /// What the key is called, by `key`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whose.
    pub owner: KeyOwner,
    /// How often was answered with each code in all of that time.
    #[schema(example = json!({"VALID": 41}))]
    pub total: BTreeMap<&'static str, u64>,
    /// The steps in which there was an answer, oldest first.
    pub items: Vec<UsageStep>,
}
