//! Clients by their ids.

use keyward_authority::Actor;
use keyward_domain::{Client, Id};
use keyward_storage::clients;

use crate::caller::Caller;
use crate::{Error, Hub, needs};

/// The client of the actor's account with that id.
pub async fn get(hub: &Hub, actor: &Actor, id: i64) -> Result<Client, Error> {
    some(hub, actor, &[id]).await?.pop().ok_or_else(Error::no_client)
}

/// Those of these ids that are clients of the actor's account, in no order.
pub async fn some(hub: &Hub, actor: &Actor, ids: &[i64]) -> Result<Vec<Client>, Error> {
    actor.may_read(needs::CLIENT_READ)?;
    let reader = hub.authority().storage().reader();
    Caller::of(hub, &reader, actor).await?.must_be_partner()?;
    Ok(clients::some(&reader, actor.tenant, ids.iter().copied().map(Id::new)).await?)
}
