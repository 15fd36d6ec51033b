//! Roles (contract v1, part 4).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A role to be made.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub struct CreateRole {
    /// Its id: a word of `[a-z][a-z0-9_.-]`, up to 63 characters.
    #[schema(example = "publisher")]
    pub id: String,
    /// Everything else.
    #[serde(flatten)]
    pub spec: RoleBody,
}

/// What a role is to be.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub struct RoleBody {
    /// For lists and dialogs: 1 to 255 characters.
    #[schema(example = "Publisher")]
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Actions by entity; `*` is allowed for either.
    #[schema(example = json!({"documents": ["read", "publish"]}))]
    pub permissions: BTreeMap<String, Vec<String>>,
}

/// A role.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoleView {
    /// Its id.
    pub id: String,
    /// For lists and dialogs.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Actions by entity.
    pub permissions: BTreeMap<String, Vec<String>>,
    /// Whether it is built in, and so can't be changed.
    pub built_in: bool,
}

/// One role.
#[derive(Debug, Serialize, ToSchema)]
pub struct OneRole {
    /// The role.
    pub role: RoleView,
}

/// The roles that there are.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoleList {
    /// The built-in ones, then the tenant's own by id.
    pub roles: Vec<RoleView>,
}
