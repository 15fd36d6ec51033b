//! Keys in the shape of FlexPrice's secrets API (contract v1, part 3).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A key to be issued.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub struct CreateSecret {
    /// 1 to 255 characters.
    #[schema(example = "Production Event Service", min_length = 1, max_length = 255)]
    pub name: String,
    /// `private_key` (default) or `publishable_key`.
    #[serde(rename = "type")]
    #[schema(example = "private_key")]
    pub kind: Option<String>,
    /// When it ends, RFC 3339. Absent or null: never.
    pub expires_at: Option<String>,
    /// The service account it is for. Absent: your own account.
    pub service_account_id: Option<String>,
    /// More about it.
    pub description: Option<String>,
}

/// A key.
#[derive(Debug, Serialize, ToSchema)]
pub struct SecretView {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// `private_key` or `publishable_key`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Always `keyward`.
    pub provider: &'static str,
    /// Enough of it to recognise it.
    #[schema(example = "sk_0c***fe")]
    pub display_id: String,
    /// The roles it was made with.
    pub roles: Vec<String>,
    /// `user`, `service_account` or `customer`.
    pub user_type: &'static str,
    /// The id of whom it acts for.
    pub user_id: String,
    /// More about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When it ends; absent: never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// When it was last used; absent: never yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<String>,
    /// `published`; `inactive` while disabled, `deleted` once revoked.
    pub status: &'static str,
    /// When it was issued.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: String,
}

/// A key that was just issued.
#[derive(Debug, Serialize, ToSchema)]
pub struct CreatedSecret {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The secret. Shown this once.
    pub api_key: String,
    /// The roles it was made with.
    pub roles: Vec<String>,
    /// When it was issued.
    pub created_at: String,
    /// All that is known of it.
    pub secret: SecretView,
}
