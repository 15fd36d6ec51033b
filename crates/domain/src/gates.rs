//! Gates: named checkpoints in front of a service, and what a key must carry to pass one (contract v1, part 7).
//!
//! A [`Gate`] is what somebody configured. The crate `keyward-gate`, which answers whether a key may pass at all, is
//! something else: a gate asks it with the gate's own permission query.

mod credential;
mod limit;
mod query;
mod rule;
mod target;

pub use credential::{Credential, CredentialError, HeaderName, ParameterName};
pub use limit::GateLimit;
pub use query::GateQuery;
pub use rule::{Method, PathPrefix, Rule, RuleError};
pub use target::{Ambiguous, Target};

use std::str::FromStr;

use keyward_token::Digest;

use crate::{Entity, Environment, Id, Name, Tenant, Timestamp};

/// A named checkpoint of one environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// Its id.
    pub id: Id<Gate>,
    /// Whose it is.
    pub tenant: Id<Tenant>,
    /// Whose keys may pass it.
    pub environment: Id<Environment>,
    /// What people and proxies call it; the only one in its environment.
    pub name: Name,
    /// SHA-256 of the secret by which a proxy shows that it may ask.
    pub secret: Digest,
    /// What it asks of who wants to pass.
    pub settings: GateSettings,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Entity for Gate {
    const PREFIX: &'static str = "gate";
}

/// What a gate asks, and how it answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GateSettings {
    /// Where a key is looked for.
    pub credential: Credential,
    /// What every key needs; `None`: to be good is enough.
    pub permissions: Option<GateQuery>,
    /// What some requests need beside that.
    pub rules: Vec<Rule>,
    /// What each key is held to here, each of another name.
    pub limits: Vec<GateLimit>,
    /// What happens while nobody can tell whether a key is good.
    pub on_outage: OnOutage,
    /// How a refusal is told.
    pub deny_style: DenyStyle,
}

impl GateSettings {
    /// The most rules of one gate.
    pub const MAX_RULES: usize = 100;
    /// The most limits of one gate.
    pub const MAX_LIMITS: usize = 20;
}

/// What happens while nobody can tell whether a key is good.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OnOutage {
    /// Nobody passes.
    #[default]
    Deny,
    /// Whoever brings something that may be a key passes, unidentified.
    Allow,
}

/// How a refusal is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DenyStyle {
    /// By the status that means it.
    #[default]
    Standard,
    /// As nginx's `auth_request` can take it: 401 or 403, and the status that is meant in a header.
    Nginx,
}

macro_rules! words {
    ($name:ident: $($variant:ident = $word:literal),+; $reason:literal) => {
        impl $name {
            /// The word on the wire and in storage.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }
        }
        impl FromStr for $name {
            type Err = &'static str;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($reason),
                }
            }
        }
    };
}

words!(OnOutage: Deny = "deny", Allow = "allow"; "must be `deny` or `allow`");
words!(DenyStyle: Standard = "standard", Nginx = "nginx"; "must be `standard` or `nginx`");
