//! Keys (contract v1, part 6).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, value::RawValue};
use utoipa::ToSchema;

use crate::{ErrorBody, present};

/// Whose a new key is: exactly one of the four.
#[derive(Debug, Clone, Default, Deserialize, Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the wire calls them so")]
pub struct NewOwner {
    /// A person.
    pub user_id: Option<String>,
    /// A machine.
    pub service_account_id: Option<String>,
    /// A customer.
    pub customer_id: Option<String>,
    /// Your own id of a customer, who is made if new.
    #[schema(example = "customer-42")]
    pub external_id: Option<String>,
}

/// A key to be issued.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub struct CreateKey {
    /// 1 to 255 characters.
    #[schema(example = "Production", min_length = 1, max_length = 255)]
    pub name: String,
    /// Whose it is.
    pub owner: NewOwner,
    /// Roles to copy. With neither roles nor permissions, a person's or machine's key gets its owner's roles.
    #[serde(default, deserialize_with = "null_is_empty")]
    pub roles: Vec<String>,
    /// Permissions `entity:action` beside those of the roles.
    #[serde(default, deserialize_with = "null_is_empty")]
    #[schema(example = json!(["documents:read"]))]
    pub permissions: Vec<String>,
    /// When it ends, RFC 3339. Absent: never.
    pub expires_at: Option<String>,
    /// Or after how many seconds.
    pub ttl_seconds: Option<i64>,
    /// Where it may be used from, in CIDR notation. Empty: anywhere.
    #[serde(default, deserialize_with = "null_is_empty")]
    pub allowed_ips: Vec<String>,
    /// Anything of yours, at most 4 KiB.
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<Map<String, Value>>,
    /// The name of its format. Absent: the configured one.
    pub format: Option<String>,
    /// How much it may do in a stretch of time; at most 20.
    #[serde(default, deserialize_with = "null_is_empty")]
    pub limits: Vec<KeyLimit>,
    /// What it has to spend. Absent: it needs no credits.
    pub credits: Option<KeyCredits>,
}

/// Never more than `limit` units in any stretch of `window_seconds`.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub struct KeyLimit {
    /// By which a check names it: 1 to 64 of `a-z`, `0-9`, `_`, `.`, `-`.
    #[schema(example = "requests")]
    pub name: String,
    /// 1 to 4,000,000,000.
    #[schema(example = 100, minimum = 1, maximum = 4_000_000_000_i64)]
    pub limit: i64,
    /// 1 to 31,536,000 (365 days).
    #[schema(example = 60, minimum = 1, maximum = 31_536_000)]
    pub window_seconds: i64,
    /// Whether every check takes from it (the default), or only one that names it.
    #[serde(default = "yes")]
    #[schema(default = true)]
    pub auto: bool,
    /// `key` (the default), or `owner`: all keys of the owner with a limit of this name and window share one count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "key")]
    pub scope: Option<String>,
}

/// What a key has to spend: each check takes what it costs.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub struct KeyCredits {
    /// What is left, 0 to 1,000,000,000,000,000.
    #[schema(example = 1000, minimum = 0)]
    pub remaining: i64,
    /// When there is more. Absent: never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refill: Option<CreditRefill>,
}

/// At the beginning of each interval (UTC) there is at least `amount` to spend; what is left over beyond that stays.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub struct CreditRefill {
    /// 0 to 1,000,000,000,000,000.
    #[schema(example = 1000, minimum = 0)]
    pub amount: i64,
    /// `daily` or `monthly`.
    #[schema(example = "monthly")]
    pub interval: String,
    /// Day of the month, 1 to 31 (1 by default); in a month without that day, its last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 31)]
    pub day: Option<i64>,
}

const fn yes() -> bool {
    true
}

fn null_is_empty<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    Ok(Option::<Vec<T>>::deserialize(deserializer)?.unwrap_or_default())
}

/// Many keys to be issued: all or none.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub struct BulkCreate {
    /// 1 to 1000 keys.
    pub keys: Vec<CreateKey>,
}

/// Keys that were just issued.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkCreated {
    /// In the order of the request.
    pub items: Vec<CreatedKey>,
}

/// The owner of a key.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct KeyOwner {
    /// `user`, `service_account` or `customer`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Your own id of it, when it is a customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
}

/// The environment of a key.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct KeyEnvironment {
    /// Its id.
    pub id: String,
    /// `development` or `production`.
    #[serde(rename = "type")]
    pub kind: &'static str,
}

/// A key; its secret is never told again.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeyView {
    /// Its id.
    #[schema(example = "key_Uk3vQz8a")]
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Whose it is.
    pub owner: KeyOwner,
    /// Where it acts.
    pub environment: KeyEnvironment,
    /// Enough of it to recognise it.
    #[schema(example = "kw_li***9F")]
    pub display_id: String,
    /// The name of its format, or `imported`.
    pub format: String,
    /// `active`, `disabled`, `expired` or `revoked`.
    pub status: &'static str,
    /// The roles it was made with.
    pub roles: Vec<String>,
    /// What it may do.
    pub permissions: Vec<String>,
    /// Where it may be used from; empty: anywhere.
    pub allowed_ips: Vec<String>,
    /// How much it may do in a stretch of time.
    pub limits: Vec<KeyLimit>,
    /// What it has to spend; null: it needs no credits.
    pub credits: Option<KeyCredits>,
    /// Anything of yours.
    #[schema(value_type = Object)]
    pub metadata: Box<RawValue>,
    /// When it ends; null: never.
    pub expires_at: Option<String>,
    /// When it last passed; null: never yet.
    pub last_used_at: Option<String>,
    /// When it was revoked.
    pub revoked_at: Option<String>,
    /// The key that took its place.
    pub successor_id: Option<String>,
    /// When it was issued.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: String,
}

/// A key that was just issued.
#[derive(Debug, Serialize, ToSchema)]
pub struct CreatedKey {
    /// The secret. Shown this once.
    #[schema(example = "kw_live_…")]
    pub api_key: String,
    /// The key.
    #[serde(flatten)]
    pub key: KeyView,
}

/// The key to be ended by whoever holds it.
#[derive(Debug, Clone, Default, Deserialize, Serialize, ToSchema)]
pub struct SelfRevoke {
    /// The key; absent: the one that the request is sent with.
    #[schema(example = "kw_live_000000000000000000000000000000003lNZlx")]
    pub key: Option<String>,
}

/// What to change of a key; what is absent stays.
#[derive(Debug, Clone, Default, Deserialize, Serialize, ToSchema)]
#[expect(clippy::option_option, reason = "absent, null and a value are three things")]
pub struct PatchKey {
    /// 1 to 255 characters.
    pub name: Option<String>,
    /// In place of the old; null empties it.
    #[serde(default, with = "present")]
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<Option<Map<String, Value>>>,
    /// In place of the old; null or empty: anywhere.
    #[serde(default, with = "present")]
    #[schema(value_type = Option<Vec<String>>)]
    pub allowed_ips: Option<Option<Vec<String>>>,
    /// RFC 3339: only earlier than it is, or one where there was none.
    #[serde(default, with = "present")]
    #[schema(value_type = Option<String>)]
    pub expires_at: Option<Option<String>>,
    /// Roles never change; refused rather than ignored.
    #[schema(ignore)]
    #[serde(skip_serializing)]
    pub roles: Option<Value>,
    /// Permissions never change; refused rather than ignored.
    #[schema(ignore)]
    #[serde(skip_serializing)]
    pub permissions: Option<Value>,
    /// In place of the old; null or empty: none. One that keeps its name and window keeps its count.
    #[serde(default, with = "present")]
    #[schema(value_type = Option<Vec<KeyLimit>>)]
    pub limits: Option<Option<Vec<KeyLimit>>>,
    /// In place of the old, also for the keys that it was rotated from and into; null: it needs none any more.
    #[serde(default, with = "present")]
    #[schema(value_type = Option<KeyCredits>)]
    pub credits: Option<Option<KeyCredits>>,
}

/// How to rotate a key.
#[derive(Debug, Clone, Default, Deserialize, Serialize, ToSchema)]
pub struct RotateKey {
    /// For how long the old key still works, 0 to 2592000 (30 days). Default 0: it is revoked at once.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 2_592_000)]
    pub grace_seconds: i64,
}

/// A key of another system.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub struct ImportKey {
    /// SHA-256 of its secret, hex or base64.
    pub digest: String,
    /// `sha256`.
    #[schema(example = "sha256")]
    pub algorithm: String,
    /// Enough of it to recognise it, at most 32 characters.
    pub display_id: Option<String>,
    /// Everything else, as for a new key.
    #[serde(flatten)]
    pub key: CreateKey,
}

/// What became of one row of an import.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportedRow {
    /// Its place in the request, from 0.
    pub index: usize,
    /// The key's id, when it was imported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Why it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorBody>,
}

/// What became of an import.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportAnswer {
    /// How many were imported.
    pub imported: usize,
    /// How many were not.
    pub failed: usize,
    /// A line for each row.
    pub items: Vec<ImportedRow>,
}
