//! Sessions of the customers' portal: a customer let in by its tenant, for a while, for some things.

use std::str::FromStr;

use crate::{Customer, Entity, Environment, Id, Need, Permissions, Tenant, Timestamp};

/// A customer let into its portal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalSession {
    /// Its id.
    pub id: Id<PortalSession>,
    /// Whose customer.
    pub tenant: Id<Tenant>,
    /// Where it is known.
    pub environment: Id<Environment>,
    /// The customer.
    pub customer: Id<Customer>,
    /// What it may do there.
    pub allowed: Vec<PortalRight>,
    /// What keys that are made there may do.
    pub permissions: Permissions,
    /// When it was let in.
    pub created_at: Timestamp,
    /// When the session ends by itself.
    pub expires_at: Timestamp,
    /// When it was ended before that.
    pub ended_at: Option<Timestamp>,
}

impl Entity for PortalSession {
    const PREFIX: &'static str = "portal";
}

impl PortalSession {
    /// Whether it stands at that time.
    pub fn stands(&self, now: Timestamp) -> bool {
        self.ended_at.is_none() && now < self.expires_at
    }
}

/// Something that a customer may do in its portal (contract v1, part 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PortalRight {
    /// See its keys.
    KeysRead,
    /// Make and revoke its keys.
    KeysWrite,
    /// See its usage.
    UsageRead,
    /// See its licenses.
    LicensesRead,
}

impl PortalRight {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::KeysRead, Self::KeysWrite, Self::UsageRead, Self::LicensesRead];

    /// The word on the wire and in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::KeysRead => "keys:read",
            Self::KeysWrite => "keys:write",
            Self::UsageRead => "usage:read",
            Self::LicensesRead => "licenses:read",
        }
    }

    /// What somebody must be allowed to give it: the same for every customer.
    pub const fn needs(self) -> Need {
        match self {
            Self::KeysRead => Need { entity: "secret", action: "read" },
            Self::KeysWrite => Need { entity: "secret", action: "write" },
            Self::UsageRead => Need { entity: "event", action: "read" },
            Self::LicensesRead => Need { entity: "license", action: "read" },
        }
    }
}

impl FromStr for PortalRight {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|right| right.as_str() == text)
            .ok_or("must be `keys:read`, `keys:write`, `usage:read` or `licenses:read`")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_right_reads_back() {
        for right in PortalRight::ALL {
            assert_eq!(right.as_str().parse(), Ok(right));
        }
    }
}
