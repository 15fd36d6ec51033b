//! Tenants: whoever runs Keyward's keys for a product of theirs.

use std::str::FromStr;

use crate::{Entity, Id, Name, Timestamp};

/// An account or organisation; every row belongs to one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// Its id.
    pub id: Id<Tenant>,
    /// What people call it.
    pub name: Name,
    /// Whether it may still write.
    pub status: TenantStatus,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Entity for Tenant {
    const PREFIX: &'static str = "tenant";
}

/// Whether a tenant may still write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TenantStatus {
    /// In good standing.
    Active,
    /// Reads still work, writes are refused (contract v1, part 1).
    Suspended,
}

impl TenantStatus {
    /// The word on the wire and in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
        }
    }
}

impl FromStr for TenantStatus {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "active" => Ok(Self::Active),
            "suspended" => Ok(Self::Suspended),
            _ => Err("must be `active` or `suspended`"),
        }
    }
}
