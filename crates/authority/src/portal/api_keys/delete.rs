//! End a key for ever.

use keyward_domain::{Id, KeyState};
use keyward_storage::keys::{self, Change};

use super::KEY;
use crate::portal::partners_alone;
use crate::{Actor, Authority, Error, needs};

/// Revokes a key of the account's; no check that begins after the return passes. One that is revoked already is not found.
pub async fn delete(authority: &Authority, actor: &Actor, id: i64) -> Result<(), Error> {
    partners_alone(authority, actor).await?;
    actor.may_write(needs::SECRET_WRITE)?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let key = keys::hub::lock(&tx, actor.tenant, Id::new(id)).await?.ok_or(Error::NotFound(KEY))?;
    if key.state == KeyState::Revoked {
        return Err(Error::NotFound(KEY));
    }
    let change = Change { state: Some(KeyState::Revoked), ..Change::default() };
    let key = keys::change(&tx, key.id, &change, now).await?;
    authority.commit(tx, actor, "key.revoke", &[&key], now).await?;
    Ok(())
}
