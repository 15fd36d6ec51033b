//! Revoke a key that the caller may see here.

use keyward_storage::keys;

use super::list::only_own;
use crate::{Actor, Authority, Error, needs};

/// Revokes a key, at once; again: nothing changes. Another's key does not exist for who may not see it.
pub async fn delete(authority: &Authority, actor: &Actor, id: &str) -> Result<(), Error> {
    actor.may_write(needs::SECRET_WRITE)?;
    if let Some(own) = only_own(actor) {
        let key = authority.decode(id, "Key")?;
        let found = keys::get(&authority.storage().reader(), actor.environment()?, key).await?;
        if found.is_none_or(|key| key.owner != own) {
            return Err(Error::NotFound("Key"));
        }
    }
    crate::keys::revoke::revoke(authority, actor, id).await
}
