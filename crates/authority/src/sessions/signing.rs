//! Access tokens: signed, and told from others.

use std::time::Duration;

use super::claims::Claims;
use crate::signing::{Signer, TokenKind};
use crate::{Authority, Error};

/// Access tokens. They can be configured to live a day at most.
pub(crate) const ACCESS: TokenKind = TokenKind {
    name: "access",
    vault: "signing keys",
    typ: Some("JWT"),
    verifies_for: Duration::from_hours(24),
};

/// The claims of an access token that was signed here and has not expired. Everything else is `InvalidToken`.
pub(super) async fn verify(signer: &Signer, authority: &Authority, token: &str) -> Result<Claims, Error> {
    let claims: Claims = signer.claims(authority, token, &["exp", "iss", "sub"]).await?;
    if authority.now().as_seconds() < claims.exp { Ok(claims) } else { Err(Error::InvalidToken) }
}
