//! People and machines (contract v1, part 5).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Pagination;

/// An account to be made.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub struct CreateUser {
    /// `service_account` or `user`.
    #[serde(rename = "type")]
    #[schema(example = "service_account")]
    pub kind: String,
    /// 1 to 255 characters; a person may go without.
    pub name: Option<String>,
    /// The address of a person to be invited.
    pub email: Option<String>,
    /// At least one role.
    #[serde(default)]
    pub roles: Option<Vec<String>>,
}

/// A person or a machine.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserView {
    /// Its id.
    pub id: String,
    /// `user` or `service_account`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// A person's e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// What they are called.
    pub name: Option<String>,
    /// What they may do. A service account's roles never change.
    pub roles: Vec<String>,
    /// When the account was made.
    pub created_at: String,
}

/// A new name.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub struct Rename {
    /// 1 to 255 characters.
    pub name: String,
}

/// Other roles.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub struct SetRoles {
    /// At least one role.
    pub roles: Vec<String>,
}

/// Which accounts.
#[derive(Debug, Clone, Default, Deserialize, Serialize, ToSchema)]
pub struct SearchUsers {
    /// `user` (default) or `service_account`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The most rows: 1 to 1000, 50 by default.
    #[schema(minimum = 1, maximum = 1000)]
    pub limit: Option<u64>,
    /// Rows to pass over.
    pub offset: Option<u64>,
}

/// The tenant.
#[derive(Debug, Serialize, ToSchema)]
pub struct TenantView {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// `active` or `suspended`.
    pub status: &'static str,
    /// When it was made.
    pub created_at: String,
}

/// A tenant to be made.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub struct CreateTenant {
    /// 1 to 255 characters, unique.
    #[schema(example = "Acme")]
    pub name: String,
    /// The address of its first person, who becomes its super admin.
    #[schema(example = "ada@example.com")]
    pub email: String,
}

/// A tenant that was just made.
#[derive(Debug, Serialize, ToSchema)]
pub struct CreatedTenant {
    /// The tenant.
    #[serde(flatten)]
    pub tenant: TenantView,
    /// `Development` and `Production`.
    pub environments: Vec<EnvironmentView>,
    /// Its first person, who has no password yet.
    pub user: UserView,
}

/// A password for somebody else.
#[derive(Clone, Deserialize, ToSchema)]
pub struct SetPassword {
    /// 8 to 128 characters; neither the address nor one of the most common passwords.
    pub password: String,
}

impl std::fmt::Debug for SetPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SetPassword")
    }
}

/// An environment to be made.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub struct CreateEnvironment {
    /// 1 to 255 characters, unique in the tenant.
    pub name: String,
    /// `development` or `production`.
    #[serde(rename = "type")]
    #[schema(example = "production")]
    pub kind: String,
}

/// An environment.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnvironmentView {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// `development` or `production`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// When it was made.
    pub created_at: String,
}

/// The tenant's environments.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnvironmentList {
    /// The rows of this page.
    pub environments: Vec<EnvironmentView>,
    /// Where it lies.
    #[serde(flatten)]
    pub pagination: Pagination,
}
