//! Operations on roles (contract v1, part 4).

pub mod create;
pub mod delete;
pub mod get;
pub mod list;
pub mod update;

mod spec;

use keyward_domain::{BuiltInRole, Permissions, Role};

pub use spec::RoleSpec;

/// A role as callers see it: built in, or the tenant's own.
#[derive(Debug, Clone)]
pub struct AnyRole {
    /// Its id on the wire.
    pub name: String,
    /// For lists and dialogs.
    pub title: String,
    /// What it is for.
    pub description: String,
    /// What it allows.
    pub permissions: Permissions,
    /// Whether it is built in, and so can't be changed.
    pub built_in: bool,
}

impl From<&BuiltInRole> for AnyRole {
    fn from(role: &BuiltInRole) -> Self {
        Self {
            name: role.name.to_owned(),
            title: role.title.to_owned(),
            description: role.description.to_owned(),
            permissions: role.permissions(),
            built_in: true,
        }
    }
}

impl From<Role> for AnyRole {
    fn from(role: Role) -> Self {
        Self {
            name: role.name.to_string(),
            title: role.title.to_string(),
            description: role.description,
            permissions: role.permissions,
            built_in: false,
        }
    }
}
