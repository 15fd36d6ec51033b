//! The public keys of offline tokens.

use keyward_authority::signing::PublicKey;

use crate::{Error, Hub};

/// Every key whose tokens may still be good, the newest first. There is always one: a product may ship with it before the first licence.
pub async fn keys(hub: &Hub) -> Result<Vec<PublicKey>, Error> {
    hub.signer().key(hub.authority()).await?;
    Ok(hub.signer().public_keys(hub.authority()).await?)
}
