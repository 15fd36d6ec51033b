//! Environments keep development apart from production.

use std::fmt;
use std::str::FromStr;

use keyward_token::EnvTag;

use crate::{Entity, Id, Name, Tenant, Timestamp};

/// A part of a tenant that is kept apart from its other parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// Its id.
    pub id: Id<Environment>,
    /// Whose it is.
    pub tenant: Id<Tenant>,
    /// What people call it.
    pub name: Name,
    /// What it is for.
    pub kind: EnvironmentType,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Entity for Environment {
    const PREFIX: &'static str = "env";
}

/// What an environment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EnvironmentType {
    /// For trying things out; its keys say `test`.
    Development,
    /// For real customers; its keys say `live`.
    Production,
}

impl EnvironmentType {
    /// The word on the wire and in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Production => "production",
        }
    }

    /// How keys of this environment are marked in their text.
    pub const fn tag(self) -> EnvTag {
        match self {
            Self::Development => EnvTag::Test,
            Self::Production => EnvTag::Live,
        }
    }
}

impl fmt::Display for EnvironmentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for EnvironmentType {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "development" => Ok(Self::Development),
            "production" => Ok(Self::Production),
            _ => Err("must be `development` or `production`"),
        }
    }
}
