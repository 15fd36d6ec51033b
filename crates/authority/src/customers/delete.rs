//! Remove a customer.

use keyward_domain::{Key, Owner};
use keyward_storage::{changes, customers, keys};

use super::{CUSTOMER, target};
use crate::keys::revoke::revoke_all;
use crate::users::delete::Removal;
use crate::{Actor, Authority, Error, needs};

/// Removes a customer. With keys that may still be used only if they are to be revoked with it, which asks for the right to do so. Its
/// events stay: they are the tenant's account of what was used.
pub async fn delete(authority: &Authority, actor: &Actor, id: &str, cascade: bool) -> Result<Removal, Error> {
    actor.may_write(needs::CUSTOMER_WRITE)?;
    let environment = actor.environment()?;
    let id = authority.decode(id, CUSTOMER)?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let customer = customers::lock(&tx, environment, id).await?.ok_or(Error::NotFound(CUSTOMER))?;
    let mut revoked = Vec::new();
    loop {
        let live = keys::lock_live_of(&tx, Owner::Customer(id), now).await?;
        if live.is_empty() {
            break;
        }
        if !cascade {
            return Ok(Removal::HasKeys(live.iter().map(|key| authority.ids().encode(key.id)).collect()));
        }
        actor.may_write(needs::SECRET_WRITE)?;
        // Then again: while we waited for one of them, it may have been rotated into another.
        revoked.extend(revoke_all(&tx, live, now).await?);
    }
    customers::delete(&tx, id, now).await?;
    let all: Vec<&Key> = revoked.iter().collect();
    authority.record(&tx, actor, "key.revoke", &all, now).await?;
    authority.note(&tx, actor, "customer.delete", target(&customer), "{}", now).await?;
    authority.finish(tx, changes::Change::Keys(all.iter().map(|key| key.digest).collect())).await?;
    Ok(Removal::Done)
}
