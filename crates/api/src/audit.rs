//! The audit trail (contract v1, part 11).

use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::Pagination;

/// Something that was done, or refused.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEntry {
    /// Its place in the tenant's chain, from 1, without gaps.
    pub sequence: i64,
    /// When.
    pub at: String,
    /// Who.
    pub actor: AuditActor,
    /// What was done, such as `key.create`; `request.refuse` where somebody was refused.
    #[schema(example = "key.create")]
    pub action: String,
    /// To what.
    pub target: AuditTarget,
    /// `done` or `refused`.
    pub outcome: String,
    /// The request, as in the log.
    pub request_id: String,
    /// Facts about it.
    #[schema(value_type = Object)]
    pub detail: Box<RawValue>,
    /// The SHA-256 that chains it to the entry before it, in hexadecimal digits.
    pub hash: String,
}

/// Who did something.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditActor {
    /// `key`, `static_key`, `user`, `portal_session` or `operator`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Their id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What people call them.
    pub name: String,
    /// Where the request came from.
    pub address: Option<String>,
    /// What sent it, as it calls itself: at most 255 characters.
    pub user_agent: Option<String>,
}

/// What something was done to.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditTarget {
    /// Such as `key`; `route` where somebody was refused.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What people call it.
    pub name: String,
}

/// A part of the trail.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditList {
    /// The rows of this page.
    pub items: Vec<AuditEntry>,
    /// Where it lies.
    pub pagination: Pagination,
}
