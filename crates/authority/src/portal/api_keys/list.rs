//! An account's keys.

use keyward_domain::Key;
use keyward_storage::keys;

use crate::portal::partners_alone;
use crate::{Actor, Authority, Error, needs};

/// Every key of the account, the revoked ones too, newest first.
pub async fn list(authority: &Authority, actor: &Actor) -> Result<Vec<Key>, Error> {
    partners_alone(authority, actor).await?;
    actor.may_read(needs::SECRET_READ)?;
    Ok(keys::hub::list(&authority.storage().reader(), actor.tenant).await?)
}
