//! End a key for ever.

use keyward_domain::{Key, KeyState, Timestamp};
use keyward_storage::Tx;
use keyward_storage::keys::{self, Change};

use super::get::KEY;
use crate::standing::may_change;
use crate::{Actor, Authority, Error, needs};

/// Revokes a key; no check that begins after the return passes. Revoking a revoked key changes nothing.
pub async fn revoke(authority: &Authority, actor: &Actor, id: &str) -> Result<(), Error> {
    actor.may_write(needs::SECRET_WRITE)?;
    let environment = actor.environment()?;
    let now = authority.now();
    let id = authority.decode(id, KEY)?;
    let tx = authority.storage().begin().await?;
    let key = keys::lock(&tx, environment, id).await?.ok_or(Error::NotFound(KEY))?;
    may_change(actor, &key, now)?;
    if key.state == KeyState::Revoked {
        return Ok(());
    }
    let key =
        keys::change(&tx, id, &Change { state: Some(KeyState::Revoked), ..Change::default() }, now).await?;
    authority.commit(tx, actor, "key.revoke", &[&key], now).await?;
    Ok(())
}

/// Revokes keys that the transaction holds; who calls it records and commits it.
pub(crate) async fn revoke_all(tx: &Tx, live: Vec<Key>, now: Timestamp) -> Result<Vec<Key>, Error> {
    let mut revoked = Vec::with_capacity(live.len());
    for key in live {
        let change = Change { state: Some(KeyState::Revoked), ..Change::default() };
        revoked.push(keys::change(tx, key.id, &change, now).await?);
    }
    Ok(revoked)
}
