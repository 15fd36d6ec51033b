//! Roles: named sets of permissions, built in or the tenant's own.

use std::fmt;
use std::str::FromStr;

use crate::permission::is_word;
use crate::{Entity, Id, Name, Permission, Permissions, Tenant, Timestamp};

/// A role's id on the wire: a word `[a-z][a-z0-9_.-]{0,62}`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleName(Box<str>);

impl RoleName {
    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RoleName {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if is_word(text) {
            Ok(Self(text.into()))
        } else {
            Err("must be a word of [a-z][a-z0-9_.-] up to 63 characters")
        }
    }
}

impl fmt::Display for RoleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RoleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A role of a tenant's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its primary key; on the wire a role goes by its name.
    pub id: Id<Role>,
    /// Whose it is.
    pub tenant: Id<Tenant>,
    /// Its id on the wire.
    pub name: RoleName,
    /// For lists and dialogs.
    pub title: Name,
    /// What it is for.
    pub description: String,
    /// What it allows.
    pub permissions: Permissions,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Entity for Role {
    const PREFIX: &'static str = "role";
}

/// Who a role can be given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleHolder {
    /// A person.
    User,
    /// A machine.
    ServiceAccount,
}

/// A role that every tenant has and nobody edits (contract v1, part 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltInRole {
    /// Its id.
    pub name: &'static str,
    /// For lists and dialogs.
    pub title: &'static str,
    /// What it is for, in a sentence.
    pub description: &'static str,
    /// Its permissions, as text.
    pub permissions: &'static [&'static str],
    /// Whether a person may hold it.
    pub for_users: bool,
    /// Whether a machine may hold it.
    pub for_service_accounts: bool,
}

const BUILT_IN: [BuiltInRole; 9] = [
    BuiltInRole {
        name: "super_admin",
        title: "Super admin",
        description: "May do everything. Cannot be combined with other roles.",
        permissions: &["*:*"],
        for_users: true,
        for_service_accounts: true,
    },
    BuiltInRole {
        name: "all_reader",
        title: "Reader",
        description: "May read everything.",
        permissions: &["*:read"],
        for_users: true,
        for_service_accounts: false,
    },
    BuiltInRole {
        name: "all_writer",
        title: "Writer",
        description: "May read and write everything.",
        permissions: &["*:read", "*:write"],
        for_users: true,
        for_service_accounts: false,
    },
    BuiltInRole {
        name: "event_ingestor",
        title: "Event ingestor",
        description: "May send events and read nothing.",
        permissions: &["event:write"],
        for_users: false,
        for_service_accounts: true,
    },
    BuiltInRole {
        name: "event_reader",
        title: "Event reader",
        description: "May read events and send none.",
        permissions: &["event:read"],
        for_users: false,
        for_service_accounts: true,
    },
    BuiltInRole {
        name: "key_verifier",
        title: "Key verifier",
        description: "May ask whether a key is valid.",
        permissions: &["key:verify"],
        for_users: false,
        for_service_accounts: true,
    },
    BuiltInRole {
        name: "key_manager",
        title: "Key manager",
        description: "May issue, list, revoke and verify keys.",
        permissions: &["secret:read", "secret:write", "key:verify"],
        for_users: false,
        for_service_accounts: true,
    },
    BuiltInRole {
        name: "license_manager",
        title: "License manager",
        description: "May manage licences and clients.",
        permissions: &["license:read", "license:write", "client:read", "client:write"],
        for_users: false,
        for_service_accounts: true,
    },
    BuiltInRole {
        name: "operator",
        title: "Operator",
        description: "Runs this Keyward: adds, suspends and resumes tenants. Only an operator can give or take it.",
        // No permission stands for it, or a wildcard would.
        permissions: &[],
        for_users: true,
        for_service_accounts: false,
    },
];

impl BuiltInRole {
    /// The role that may do everything.
    pub const SUPER_ADMIN: &'static str = "super_admin";
    /// The role of people who run the server, whatever their tenant; it goes beside others.
    pub const OPERATOR: &'static str = "operator";

    /// Whether the role of that name is one of these.
    pub fn is_among(name: &str, roles: &[RoleName]) -> bool {
        roles.iter().any(|role| role.as_str() == name)
    }

    /// Every built-in role, in the contract's order.
    pub const fn all() -> &'static [Self] {
        &BUILT_IN
    }

    /// The built-in role of that id.
    pub fn find(name: &str) -> Option<&'static Self> {
        BUILT_IN.iter().find(|role| role.name == name)
    }

    /// What it allows.
    pub fn permissions(&self) -> Permissions {
        self.permissions.iter().filter_map(|text| text.parse::<Permission>().ok()).collect()
    }

    /// Whether it may be given to such a holder.
    pub fn fits(&self, holder: RoleHolder) -> bool {
        match holder {
            RoleHolder::User => self.for_users,
            RoleHolder::ServiceAccount => self.for_service_accounts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_role_is_well_formed() {
        for role in BuiltInRole::all() {
            assert!(role.name.parse::<RoleName>().is_ok(), "{}", role.name);
            assert_eq!(role.permissions().len(), role.permissions.len(), "{}", role.name);
        }
    }
}
