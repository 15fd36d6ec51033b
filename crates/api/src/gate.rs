//! Gates (contract v1, part 7).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::KeyEnvironment;

/// What a gate is to be.
#[derive(Debug, Clone, Default, Deserialize, Serialize, ToSchema)]
pub struct GateBody {
    /// What people and proxies call it: 1 to 255 characters, the only one in its environment.
    #[schema(example = "edge")]
    pub name: String,
    /// Where a key is looked for, beside `Authorization: Bearer` and `X-API-Key`.
    pub credential: Option<GateCredential>,
    /// A permission query that every key must satisfy: `documents:read AND NOT (billing:read OR billing:write)`.
    #[schema(example = "documents:read")]
    pub permissions: Option<String>,
    /// What some requests need beside that: of those that speak of a request, the one with the longest path counts, then the one that
    /// names the method. At most 100.
    #[serde(default)]
    pub rules: Vec<GateRule>,
    /// `deny` (the default) or `allow`: what happens while storage is down and a key is not provably known.
    pub on_outage: Option<String>,
    /// `standard` (the default) or `nginx`: 403 and the status in `X-Keyward-Status` where nginx's `auth_request` takes no other.
    pub deny_style: Option<String>,
    /// What each key is held to here, beside its own limits. At most 20.
    #[serde(default)]
    pub limits: Vec<GateLimit>,
}

/// A limit that a gate holds each key to, each by itself. A key that has a limit of this name is held to that one's numbers instead.
#[derive(Debug, Clone, Default, Deserialize, Serialize, ToSchema)]
pub struct GateLimit {
    /// 1 to 64 of `a-z`, `0-9`, `_`, `.`, `-`, another for each limit.
    #[schema(example = "requests")]
    pub name: String,
    /// The most units in any stretch of the window, 1 to 4,000,000,000.
    #[schema(example = 100)]
    pub limit: i64,
    /// The window, 1 to 31,536,000 seconds.
    #[schema(example = 60)]
    pub window_seconds: i64,
    /// What a request takes from it, 0 to 1,000,000,000; by default what the request costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<i64>,
}

/// Where a gate looks for a key.
#[derive(Debug, Clone, Default, Deserialize, Serialize, ToSchema)]
pub struct GateCredential {
    /// Headers, in this order.
    #[schema(example = json!(["authorization", "x-api-key"]))]
    pub headers: Option<Vec<String>>,
    /// A parameter of the original URI's query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
}

/// What some requests need.
#[derive(Debug, Clone, Default, Deserialize, Serialize, ToSchema)]
pub struct GateRule {
    /// A method in capitals; absent: every method. A rule of `GET` is also one of `HEAD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The path, and everything below it: `/admin` is not `/administrator`.
    #[schema(example = "/admin")]
    pub path_prefix: String,
    /// A permission query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<String>,
    /// What such a request takes from credits and limits, 0 (nothing) to 1,000,000,000; 1 by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<i64>,
}

/// A gate; its secret is never told again.
#[derive(Debug, Serialize, ToSchema)]
pub struct GateView {
    /// Its id.
    #[schema(example = "gate_Uk3vQz8a")]
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Whose keys may pass it.
    pub environment: KeyEnvironment,
    /// Where a key is looked for.
    pub credential: GateCredential,
    /// What every key must satisfy; null: to be good is enough.
    pub permissions: Option<String>,
    /// What some requests need beside that.
    pub rules: Vec<GateRule>,
    /// What each key is held to here.
    pub limits: Vec<GateLimit>,
    /// `deny` or `allow`.
    pub on_outage: &'static str,
    /// `standard` or `nginx`.
    pub deny_style: &'static str,
    /// When it was made.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: String,
}

/// A gate with a secret that was just made.
#[derive(Debug, Serialize, ToSchema)]
pub struct GateWithSecret {
    /// The secret, which a proxy sends as `X-Gate-Secret`. Shown this once.
    #[schema(example = "kwg_live_…")]
    pub gate_secret: String,
    /// The gate.
    #[serde(flatten)]
    pub gate: GateView,
}
