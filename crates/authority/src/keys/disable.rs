//! Switch a key off; it may be switched on again.

use keyward_domain::KeyState;
use keyward_storage::keys::{self, Change};

use super::Owned;
use super::get::{KEY, owned};
use crate::standing::may_change;
use crate::{Actor, Authority, Error, needs};

/// Disables a key; from the answer on it is refused. Disabling a disabled key changes nothing.
pub async fn disable(authority: &Authority, actor: &Actor, id: &str) -> Result<Owned, Error> {
    switch(authority, actor, id, KeyState::Disabled, "key.disable").await
}

pub(super) async fn switch(
    authority: &Authority,
    actor: &Actor,
    id: &str,
    to: KeyState,
    action: &'static str,
) -> Result<Owned, Error> {
    actor.may_write(needs::SECRET_WRITE)?;
    let environment = actor.environment()?;
    let now = authority.now();
    let id = authority.decode(id, KEY)?;
    let tx = authority.storage().begin().await?;
    let key = keys::lock(&tx, environment, id).await?.ok_or(Error::NotFound(KEY))?;
    may_change(actor, &key, now)?;
    if key.state == KeyState::Revoked {
        return Err(Error::InvalidOperation("The key is revoked, and a revoked key stays revoked"));
    }
    if key.state == to {
        return owned(&tx, key).await;
    }
    // Switching a key on gives it back all that it may do.
    if to == KeyState::Active {
        actor.may_hand_out(&key.permissions)?;
    }
    let key = keys::change(&tx, id, &Change { state: Some(to), ..Change::default() }, now).await?;
    let owned = owned(&tx, key).await?;
    authority.commit(tx, actor, action, &[&owned.key], now).await?;
    Ok(owned)
}
