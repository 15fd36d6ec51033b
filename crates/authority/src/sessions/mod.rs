//! Operations on sessions: people sign in, stay signed in and sign out (contract v1, part 5).
//!
//! A session is one family of tokens a device. Its access token is a signed JWT of minutes; its refresh token is opaque, kept as a
//! SHA-256, and good for one use. What a person may do is read from storage on each request, never from the token.

pub mod authenticate;
pub mod browser;
pub mod end;
pub mod forget;
pub mod jwks;
pub mod list;
pub mod login;
pub mod logout;
pub mod refresh;
pub mod sign_up;

mod claims;
mod open;
mod passwords;
mod signing;

use keyward_domain::{Environment, Id, User};
use keyward_token::PlainSecret;

use crate::Origin;

pub(crate) use open::person;
pub(crate) use passwords::Passwords;
pub(crate) use signing::ACCESS;

/// Where somebody signs in from.
#[derive(Debug, Clone, Default)]
pub struct Device {
    /// The request.
    pub origin: Origin,
    /// What the program calls itself; what is past 255 characters is left out.
    pub user_agent: Option<String>,
}

/// Somebody who is signed in, with the tokens that say so. Told this once.
#[derive(Debug)]
pub struct SignedIn {
    /// A JWT, for `Authorization: Bearer`.
    pub access_token: PlainSecret,
    /// For the next access token; good for one use.
    pub refresh_token: PlainSecret,
    /// Who.
    pub user: User,
    /// Their tenant's development environment, or its oldest one where it has none.
    pub environment: Option<Id<Environment>>,
}

const SESSION: &str = "Session";
