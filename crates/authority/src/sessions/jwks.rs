//! The public keys of access tokens, for services that check them by themselves (RFC 7517).

use super::signing;
use crate::{Authority, Error};

/// A key that access tokens may be signed with: Ed25519.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// Its name in tokens.
    pub kid: String,
    /// The public key.
    pub bytes: [u8; 32],
}

/// Every key whose tokens may still be good, the newest first. None before the first sign-in.
pub async fn jwks(authority: &Authority) -> Result<Vec<PublicKey>, Error> {
    let keys = signing::usable(authority, authority.now()).await?;
    Ok(keys.into_iter().map(|key| PublicKey { kid: key.kid, bytes: key.public_key }).collect())
}
