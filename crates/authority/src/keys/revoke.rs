//! End a key for ever.

use keyward_domain::{Key, KeyState, Owner, Timestamp};
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

/// Revokes all keys of an owner, who is held, that may still be used; who calls it records and commits it. The inner `Err`: those keys,
/// of which nothing was done, when they are not to go with their owner.
pub(crate) async fn revoke_live_of(
    tx: &Tx,
    owner: Owner,
    cascade: bool,
    now: Timestamp,
) -> Result<Result<Vec<Key>, Vec<Key>>, Error> {
    let mut revoked = Vec::new();
    loop {
        let live = keys::lock_live_of(tx, owner, now).await?;
        if live.is_empty() {
            return Ok(Ok(revoked));
        }
        if !cascade {
            return Ok(Err(live));
        }
        // Then again: while we waited for one of them, it may have been rotated into another.
        for key in live {
            let change = Change { state: Some(KeyState::Revoked), ..Change::default() };
            revoked.push(keys::change(tx, key.id, &change, now).await?);
        }
    }
}
