//! The public keys of releases.

use keyward_authority::signing::PublicKey;

use crate::{Error, Hub};

/// Every key that a release may have been signed with, the newest first. There is always one, which signs the next.
pub async fn keys(hub: &Hub) -> Result<Vec<PublicKey>, Error> {
    hub.release_signer().key(hub.authority()).await?;
    Ok(hub.release_signer().public_keys(hub.authority()).await?)
}
