//! A customer ends a key of its own for ever.

use keyward_domain::{KeyState, Owner, PortalRight};
use keyward_storage::changes;
use keyward_storage::keys::{self, Change};

use crate::customer_portal::PortalActor;
use crate::{Authority, Error};

const KEY: &str = "Key";

/// Revokes a key of the customer's; no check that begins after the return passes. Revoking a revoked key changes nothing.
pub async fn revoke(authority: &Authority, actor: &PortalActor, id: &str) -> Result<(), Error> {
    actor.may_write(PortalRight::KeysWrite)?;
    let now = authority.now();
    let id = authority.decode(id, KEY)?;
    let tx = authority.storage().begin().await?;
    let found = keys::lock(&tx, actor.session.environment, id).await?;
    let found = found.filter(|key| key.owner == Owner::Customer(actor.customer.id));
    if found.ok_or(Error::NotFound(KEY))?.state == KeyState::Revoked {
        return Ok(());
    }
    let change = Change { state: Some(KeyState::Revoked), ..Change::default() };
    let key = keys::change(&tx, id, &change, now).await?;
    actor.record(authority, &tx, "key.revoke", &key, now).await?;
    authority.finish(tx, changes::Change::Keys(vec![key.digest])).await
}
