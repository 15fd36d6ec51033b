//! Verification (contract v1, part 6).

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
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
    /// What the use costs: taken from its credits and from each limit if the key may pass, and else from none. Default 1; 0 only looks.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub cost: Option<i64>,
    /// Limits to take from beside the key's automatic ones, at most 20.
    #[serde(borrow)]
    pub limits: Option<Vec<NamedLimit<'a>>>,
}

/// A limit that a check names: one of the key's, or, with its numbers, one of your own.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub struct NamedLimit<'a> {
    /// Its name.
    #[serde(borrow)]
    #[schema(example = "exports")]
    pub name: Cow<'a, str>,
    /// What is taken from it. Default: what the check costs.
    pub cost: Option<i64>,
    /// The most in any stretch of the window. The numbers of a limit that the key has count before these.
    pub limit: Option<i64>,
    /// The window in seconds.
    pub window_seconds: Option<i64>,
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
    /// Anything of yours.
    #[schema(value_type = Object)]
    pub metadata: Box<RawValue>,
}

/// What is left to a key.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeyMeters {
    /// What is left of its credits, as far as this instance knows; null: it needs none.
    pub credits_remaining: Option<u64>,
    /// The limits that were looked at: the key's automatic ones and those that were named.
    pub limits: Vec<LimitState>,
}

/// Your own key.
#[derive(Debug, Serialize, ToSchema)]
pub struct WhoAmI {
    /// What is known of it.
    #[serde(flatten)]
    pub facts: KeyFacts,
    /// What is left to it.
    #[serde(flatten)]
    pub meters: KeyMeters,
}

/// One check of a key.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainedCheck {
    /// `found`, `revoked`, `disabled`, `expires_at`, `allowed_ips`, `permissions`, `credits` or `limits`.
    pub check: &'static str,
    /// Whether it passed.
    pub passed: bool,
    /// What is answered when it is the first that does not pass.
    pub code: &'static str,
    /// What it saw, for people to read: its wording may change.
    pub saw: String,
}

/// The answer that verify would give, and each check in the order in which they count.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainAnswer {
    /// What verify would answer.
    #[serde(flatten)]
    pub answer: VerifyAnswer,
    /// Each check, whatever came of those before it.
    pub checks: Vec<ExplainedCheck>,
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
    /// When all of it is there again, if nothing else is taken.
    pub reset_at: String,
    /// Whether there was less left than this check costs.
    pub exceeded: bool,
}

/// The answer. With `NOT_FOUND` only `valid`, `code` and `request_id`.
#[derive(Debug, Serialize, ToSchema)]
pub struct VerifyAnswer {
    /// Whether it may pass.
    pub valid: bool,
    /// `VALID`, or the first reason that applies: `NOT_FOUND`, `REVOKED`, `DISABLED`, `EXPIRED`, `IP_DENIED`, `INSUFFICIENT_PERMISSIONS`,
    /// `CREDITS_EXHAUSTED`, `RATE_LIMITED`.
    pub code: &'static str,
    /// What is known of the key.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub facts: Option<KeyFacts>,
    /// What is left to it.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub meters: Option<KeyMeters>,
    /// The request, as in the log.
    pub request_id: String,
}
