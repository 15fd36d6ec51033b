use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::config::values::{Label, Sha256Hex};

/// `[auth]`: credentials that stand in the configuration.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Auth {
    /// Keys that act as their tenant's `super_admin`, by the SHA-256 of the key. Default none.
    pub static_keys: BTreeMap<Sha256Hex, StaticKey>,
}

/// `[auth.static_keys.<sha256>]`: a key that is configured rather than issued.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaticKey {
    /// The tenant's name or slug.
    pub tenant: Label,
    /// The e-mail or name of the person that it acts as.
    pub user: Label,
    /// What the key is called in lists and in the audit log.
    pub name: Label,
    /// Whether it is taken; an inactive one is answered 403. Default true.
    #[serde(default = "yes")]
    pub is_active: bool,
    /// The name of the environment it acts in when a request names none. Default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<Label>,
}

fn yes() -> bool {
    true
}
