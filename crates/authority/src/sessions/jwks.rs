//! The public keys of access tokens, for services that check them by themselves (RFC 7517).

pub use crate::signing::PublicKey;
use crate::{Authority, Error};

/// Every key whose tokens may still be good, the newest first. None before the first sign-in.
pub async fn jwks(authority: &Authority) -> Result<Vec<PublicKey>, Error> {
    authority.signer().public_keys(authority).await
}
