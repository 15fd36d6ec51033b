//! End a key for ever.

use keyward_domain::{KeyState, Owner};
use keyward_storage::keys::{self, Change};

use crate::environments::production;
use crate::keys::get::KEY;
use crate::{Actor, Authority, Error, needs};

/// Revokes a key of the organisation's people; no check that begins after the return passes. A revoked key is not there any more.
pub async fn delete(authority: &Authority, actor: &Actor, id: &str) -> Result<(), Error> {
    actor.signed_in()?;
    actor.may_write(needs::SECRET_WRITE)?;
    let id = authority.decode(id, KEY)?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let environment = production(&tx, actor).await?.id;
    let key = keys::lock(&tx, environment, id).await?.ok_or(Error::NotFound(KEY))?;
    if key.state == KeyState::Revoked || !matches!(key.owner, Owner::User(_)) {
        return Err(Error::NotFound(KEY));
    }
    let change = Change { state: Some(KeyState::Revoked), ..Change::default() };
    let key = keys::change(&tx, id, &change, now).await?;
    authority.commit(tx, actor, "key.revoke", &[&key], now).await?;
    Ok(())
}
