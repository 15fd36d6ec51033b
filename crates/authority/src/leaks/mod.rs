//! Keys that were found where others can read them: reported by who scans for them, and dealt with by a policy for each format.

pub mod github;

mod found;
mod public_keys;

use std::collections::BTreeMap;
use std::str::FromStr;

pub use public_keys::PublicKeys;

/// What is done about a key that has leaked. Its owner is told in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LeakAction {
    /// Nothing but that.
    #[default]
    Notify,
    /// It is switched off; somebody may switch it on again.
    Disable,
    /// It is ended for ever.
    Revoke,
}

impl LeakAction {
    /// The word in the configuration and in the audit trail.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Notify => "notify",
            Self::Disable => "disable",
            Self::Revoke => "revoke",
        }
    }
}

impl FromStr for LeakAction {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let all = [Self::Notify, Self::Disable, Self::Revoke];
        let found = all.into_iter().find(|action| action.as_str() == text);
        found.ok_or("must be notify, disable or revoke")
    }
}

/// What is done about leaked keys, by the name of their format.
#[derive(Debug, Clone, Default)]
pub struct LeakPolicy {
    /// Of formats that are not named, imported keys among them.
    pub otherwise: LeakAction,
    /// Of those that are.
    pub by_format: BTreeMap<String, LeakAction>,
}

impl LeakPolicy {
    pub(crate) fn of(&self, format: &str) -> LeakAction {
        self.by_format.get(format).copied().unwrap_or(self.otherwise)
    }
}
