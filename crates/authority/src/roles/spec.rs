//! What a role is to be, from the wire.

use std::collections::BTreeMap;

use keyward_domain::{Invalid, Name, Permission, Permissions};

/// What a role is to be.
#[derive(Debug, Clone, Default)]
pub struct RoleSpec {
    /// For lists and dialogs: 1 to 255 characters.
    pub title: String,
    /// What it is for: at most 1000 characters.
    pub description: String,
    /// Actions by entity; `*` is allowed for either.
    pub permissions: BTreeMap<String, Vec<String>>,
}

const MAX_DESCRIPTION_CHARS: usize = 1000;
const MAX_PERMISSIONS: usize = 1000;

impl RoleSpec {
    /// The checked parts; problems are named as on the wire.
    pub(super) fn check(&self, invalid: &mut Invalid) -> Option<(Name, Permissions)> {
        let title = invalid.check("name", self.title.parse::<Name>());
        if self.description.chars().nth(MAX_DESCRIPTION_CHARS).is_some() || self.description.contains('\0') {
            invalid.add("description", "must be at most 1000 characters, none of them NUL");
        }
        let pairs = self
            .permissions
            .iter()
            .flat_map(|(entity, actions)| actions.iter().map(move |action| (entity, action)));
        let mut permissions = Vec::new();
        for (entity, action) in pairs {
            let field = format!("permissions.{entity}");
            permissions.extend(invalid.check(&field, format!("{entity}:{action}").parse::<Permission>()));
        }
        if permissions.is_empty() {
            invalid.add("permissions", "must name at least one action");
        }
        if permissions.len() > MAX_PERMISSIONS {
            invalid.add("permissions", "must name at most 1000 actions");
        }
        Some((title?, permissions.into_iter().collect()))
    }
}
