//! Verification (contract v1, part 6).

use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};
use std::borrow::Cow;
use utoipa::ToSchema;

use crate::{KeyEnvironment, KeyOwner};

/// The question whether a key may pass.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub struct VerifyKey<'a> {
    /// The presented key.
    #[serde(borrow)]
    pub key: Cow<'a, str>,
    /// A permission query: `documents:read AND NOT (billing:read OR billing:write)`.
    #[serde(borrow)]
    #[schema(example = "documents:read")]
    pub permissions: Option<Cow<'a, str>>,
    /// The address from which the key was used; needed by keys that name networks.
    #[serde(borrow)]
    pub ip: Option<Cow<'a, str>>,
    /// Not supported by this version; refused rather than ignored.
    #[schema(ignore)]
    #[serde(skip_serializing)]
    pub limits: Option<Value>,
}

/// What is known of a key to who may verify it.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeyFacts {
    /// Its id; null for a key of the configuration.
    pub key_id: Option<String>,
    /// What people call it.
    pub name: String,
    /// Whose it is.
    pub owner: KeyOwner,
    /// Where it acts; null for a key of the configuration that has no environment.
    pub environment: Option<KeyEnvironment>,
    /// The roles it was made with.
    pub roles: Vec<String>,
    /// What it may do.
    pub permissions: Vec<String>,
    /// When it ends; null: never.
    pub expires_at: Option<String>,
    /// What is left of its credits; null: it has none to spend.
    pub credits_remaining: Option<u64>,
    /// Its limits.
    pub limits: Vec<LimitState>,
    /// Anything of yours.
    #[schema(value_type = Object)]
    pub metadata: Box<RawValue>,
}

/// What is left of a limit.
#[derive(Debug, Serialize, ToSchema)]
pub struct LimitState {
    /// Its name.
    pub name: String,
    /// The most in any stretch of its window.
    pub limit: u64,
    /// What is left now.
    pub remaining: u64,
    /// When all of it is there again.
    pub reset_at: String,
    /// Whether this check was over it.
    pub exceeded: bool,
}

/// The answer. With `NOT_FOUND` only `valid`, `code` and `request_id`.
#[derive(Debug, Serialize, ToSchema)]
pub struct VerifyAnswer {
    /// Whether it may pass.
    pub valid: bool,
    /// `VALID`, or the first reason that applies: `NOT_FOUND`, `REVOKED`, `DISABLED`, `EXPIRED`, `IP_DENIED`, `INSUFFICIENT_PERMISSIONS`.
    pub code: &'static str,
    /// What is known of the key.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub facts: Option<KeyFacts>,
    /// The request, as in the log.
    pub request_id: String,
}
