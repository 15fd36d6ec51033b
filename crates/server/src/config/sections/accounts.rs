use serde::{Deserialize, Serialize};

use crate::config::values::{Required, within};

/// `[accounts]`: what accounts of the licensing hub may do by themselves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Accounts {
    /// What an account must have to become a developer or a reseller by itself: `active_subscription`, `activated_domain`. Default both.
    pub upgrade_requires: Vec<Required>,
    /// Licences that a developer may make where the operator set no other number, 0 to 1,000,000,000. Default 5.
    #[serde(deserialize_with = "within::<_, _, 0, 1_000_000_000>")]
    pub developer_license_limit: i64,
}

impl Default for Accounts {
    fn default() -> Self {
        let each = ["active_subscription", "activated_domain"];
        Self {
            upgrade_requires: each.map(|one| one.parse().expect("a requirement")).to_vec(),
            developer_license_limit: 5,
        }
    }
}
