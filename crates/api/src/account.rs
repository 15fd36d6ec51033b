//! People and machines (contract v1, part 5).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An account to be made.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub struct CreateUser {
    /// `service_account`.
    #[serde(rename = "type")]
    #[schema(example = "service_account")]
    pub kind: String,
    /// 1 to 255 characters.
    pub name: Option<String>,
    /// At least one role.
    #[serde(default)]
    pub roles: Option<Vec<String>>,
}

/// A machine.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServiceAccountView {
    /// Its id.
    pub id: String,
    /// `service_account`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What people call it.
    pub name: String,
    /// Its roles; they never change.
    pub roles: Vec<String>,
    /// When it was made.
    pub created_at: String,
}
