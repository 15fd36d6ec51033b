//! Forget what no token can name any more.

use keyward_storage::{portal_sessions, sessions};

use crate::{Authority, Error};

/// Forgets some of the sessions past their end, and the signing keys whose last token has expired. To be called now and then.
pub async fn forget_expired(authority: &Authority) -> Result<(), Error> {
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    sessions::forget_expired(&tx, now).await?;
    portal_sessions::forget_expired(&tx, now).await?;
    authority.signer().forget(&tx, now).await?;
    tx.commit().await?;
    Ok(())
}
