//! One key.

use keyward_domain::{Key, Owner};
use keyward_storage::{Connection, credits, customers, keys};

use super::Owned;
use crate::{Actor, Authority, Error, needs};

pub(crate) const KEY: &str = "Key";

/// The key of that id in the actor's environment.
pub async fn get(authority: &Authority, actor: &Actor, id: &str) -> Result<Owned, Error> {
    actor.may_read(needs::SECRET_READ)?;
    let environment = actor.environment()?;
    let reader = authority.storage().reader();
    let key =
        keys::get(&reader, environment, authority.decode(id, KEY)?).await?.ok_or(Error::NotFound(KEY))?;
    owned(&reader, key).await
}

/// The key with its credits and its owner's external id.
pub(super) async fn owned(db: &impl Connection, key: Key) -> Result<Owned, Error> {
    let external_id = match key.owner {
        Owner::Customer(id) => {
            customers::get(db, key.environment, id).await?.map(|customer| customer.external_id)
        }
        Owner::User(_) | Owner::ServiceAccount(_) => None,
    };
    let credits = match key.credits {
        Some(account) => credits::get(db, account).await?,
        None => None,
    };
    Ok(Owned { key, external_id, credits })
}
