//! Who else may say who somebody is.

use std::collections::BTreeMap;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use jsonwebtoken::DecodingKey;
use keyward_domain::{RoleName, Timestamp};
use keyward_token::PlainSecret;

use super::ring::Ring;

/// An issuer whose tokens are taken.
#[derive(Debug, Clone)]
pub struct Issuer {
    /// What its tokens have in `iss`, byte for byte.
    pub name: String,
    /// What they must have in `aud`; where it is `None`, nobody looks.
    pub audience: Option<String>,
    /// How they are verified.
    pub trust: Trust,
    /// What the claims are called.
    pub claims: ClaimNames,
    /// What a first sign-in does.
    pub admission: Admission,
}

/// How an issuer's tokens are verified.
#[derive(Clone)]
pub enum Trust {
    /// HS256 under a shared secret: its bytes as they are.
    Secret(Arc<PlainSecret>),
    /// RS256, ES256 or EdDSA under one of the public keys of a JWKS (RFC 7517, 5).
    Keys(Arc<dyn KeySource>),
}

impl fmt::Debug for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Secret(_) => "Secret",
            Self::Keys(_) => "Keys",
        })
    }
}

/// A JWKS on its way: its bytes, or why there are none.
pub type KeyFetch = Pin<Box<dyn Future<Output = Result<Vec<u8>, String>> + Send>>;

/// Where a JWKS is had from.
pub trait KeySource: Send + Sync {
    /// Gets it anew, within a time and a size that the source bounds.
    fn fetch(&self) -> KeyFetch;
}

/// What an issuer calls its claims: a claim's name, or, where there is no such claim, names from the outermost to the innermost with a
/// full stop between, as in `app_metadata.org_id`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimNames {
    /// The issuer's own, unchanging name of the person.
    pub subject: String,
    /// Their e-mail address; `None` to take none.
    pub email: Option<String>,
    /// Their tenant; `None` where the issuer names none.
    pub tenant: Option<String>,
}

impl Default for ClaimNames {
    fn default() -> Self {
        Self { subject: "sub".to_owned(), email: Some("email".to_owned()), tenant: None }
    }
}

/// What a first sign-in does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Admission {
    /// Whether it makes a tenant where none is configured for the person.
    pub create_tenant: bool,
    /// The id of the one tenant to which all people of this issuer belong.
    pub tenant: Option<String>,
    /// The id of the tenant by what the tenant claim says.
    pub tenants: BTreeMap<String, String>,
    /// The roles of somebody who joins a tenant that exists.
    pub default_roles: Vec<RoleName>,
}

/// The configured issuers, with their keys.
#[derive(Debug, Default)]
pub(crate) struct Issuers(Vec<Trusted>);

/// An issuer with its keys.
pub(crate) struct Trusted {
    pub(super) issuer: Issuer,
    pub(super) keys: Keys,
}

/// What an issuer's tokens are verified with.
pub(super) enum Keys {
    Secret(DecodingKey),
    Ring(Arc<Ring>),
}

impl fmt::Debug for Trusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.issuer.fmt(f)
    }
}

impl Issuers {
    pub(crate) fn new(issuers: Vec<Issuer>) -> Self {
        let trusted = |issuer: Issuer| {
            let keys = match &issuer.trust {
                Trust::Secret(secret) => Keys::Secret(DecodingKey::from_secret(secret.expose().as_bytes())),
                Trust::Keys(source) => Keys::Ring(Arc::new(Ring::new(&issuer.name, Arc::clone(source)))),
            };
            Trusted { issuer, keys }
        };
        Self(issuers.into_iter().map(trusted).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn named(&self, name: &str) -> Option<&Trusted> {
        self.0.iter().find(|trusted| trusted.issuer.name == name)
    }

    /// Gets every issuer's keys anew, whenever that was done last.
    pub(crate) async fn refresh(&self, now: Timestamp) {
        for trusted in &self.0 {
            if let Keys::Ring(ring) = &trusted.keys {
                ring.refresh_now(now).await;
            }
        }
    }
}
