//! Signing in (contract v1, part 5).

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A person to be, with a tenant of their own.
#[derive(Clone, Deserialize, ToSchema)]
pub struct SignUp {
    /// Their address.
    #[schema(example = "ada@example.com")]
    pub email: String,
    /// 8 to 128 characters; neither the address nor one of the most common passwords.
    pub password: String,
    /// What the tenant is called: 1 to 255 characters, unique. The address by default.
    pub tenant_name: Option<String>,
}

/// Who says to be whom.
#[derive(Clone, Deserialize, ToSchema)]
pub struct Login {
    /// Their address.
    #[schema(example = "ada@example.com")]
    pub email: String,
    /// Their password.
    pub password: String,
}

/// A session to be prolonged.
#[derive(Clone, Deserialize, ToSchema)]
pub struct Refresh {
    /// The latest refresh token of the session; good for one use.
    pub refresh_token: String,
}

/// A session to be ended.
#[derive(Clone, Default, Deserialize, ToSchema)]
pub struct Logout {
    /// A refresh token of the session. Without one the session of the bearer token ends.
    pub refresh_token: Option<String>,
}

/// An invitation to be accepted.
#[derive(Clone, Deserialize, ToSchema)]
pub struct AcceptInvitation {
    /// The token of the mail; good for one use, within 7 days.
    pub token: String,
    /// 8 to 128 characters; neither the address nor one of the most common passwords.
    pub password: String,
}

/// Somebody who is signed in.
#[derive(Serialize, ToSchema)]
pub struct SignedIn {
    /// A JWT for `Authorization: Bearer`; good for 30 minutes by default.
    pub token: String,
    /// For the next token; good for one use, within 30 days by default.
    pub refresh_token: String,
    /// Who.
    pub user_id: String,
    /// Their tenant.
    pub tenant_id: String,
    /// Their tenant's development environment.
    pub environment_id: Option<String>,
}

macro_rules! tells_nothing {
    ($($name:ident)*) => {
        $(impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        })*
    };
}

tells_nothing!(SignUp Login Refresh Logout AcceptInvitation SignedIn);

/// A device on which somebody is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionView {
    /// Its id.
    pub id: String,
    /// Whether this request came from it.
    pub current: bool,
    /// When the person signed in.
    pub created_at: String,
    /// When its tokens were last renewed.
    pub last_used_at: String,
    /// When it ends unless they are renewed before.
    pub expires_at: String,
    /// Where the sign-in came from.
    pub address: Option<String>,
    /// What the program calls itself.
    pub user_agent: Option<String>,
}

/// The public keys of access tokens (RFC 7517).
#[derive(Debug, Serialize, ToSchema)]
pub struct KeySet {
    /// The newest first.
    pub keys: Vec<PublicKey>,
}

/// A public key: Ed25519 (RFC 8037).
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicKey {
    /// `OKP`.
    pub kty: &'static str,
    /// `Ed25519`.
    pub crv: &'static str,
    /// `EdDSA`.
    pub alg: &'static str,
    /// `sig`.
    #[serde(rename = "use")]
    pub purpose: &'static str,
    /// Its name in tokens.
    pub kid: String,
    /// The key, base64url.
    pub x: String,
}
