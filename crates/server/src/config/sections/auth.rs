use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Issuer;
use crate::config::values::{Label, Sha256Hex, within};

/// `[auth]`: how people sign in, and credentials that stand in the configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Auth {
    /// Whether strangers may sign up, each with a tenant of their own. Default true.
    pub sign_up: bool,
    /// Whether nobody signs in before the address is proven by the link in a mail. Default true.
    pub require_verified_email: bool,
    /// Seconds for which an access token is good, 60 to 86,400. Default 1800.
    #[serde(deserialize_with = "within::<_, _, 60, 86_400>")]
    pub access_token_seconds: u64,
    /// Seconds for which a refresh token is good, and so a session that nobody uses, 3600 to 31,536,000. Default
    /// 2,592,000 (30 days).
    #[serde(deserialize_with = "within::<_, _, 3600, 31_536_000>")]
    pub refresh_token_seconds: u64,
    /// Keys that act as their tenant's `super_admin`, by the SHA-256 of the key. Default none.
    pub static_keys: BTreeMap<Sha256Hex, StaticKey>,
    /// Who else may say who somebody is. Default none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub issuers: Vec<Issuer>,
}

impl Default for Auth {
    fn default() -> Self {
        Self {
            sign_up: true,
            require_verified_email: true,
            access_token_seconds: 1800,
            refresh_token_seconds: 2_592_000,
            static_keys: BTreeMap::new(),
            issuers: Vec::new(),
        }
    }
}

impl Auth {
    /// How long an access token is good.
    pub fn access_token_ttl(&self) -> Duration {
        Duration::from_secs(self.access_token_seconds)
    }

    /// How long a refresh token is good.
    pub fn refresh_token_ttl(&self) -> Duration {
        Duration::from_secs(self.refresh_token_seconds)
    }
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
