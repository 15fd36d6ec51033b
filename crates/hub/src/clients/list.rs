//! The clients of an account.

use keyward_authority::Actor;
use keyward_authority::keys::list::Listed;
use keyward_domain::{Client, Page};
use keyward_storage::clients;

use super::environment;
use crate::caller::Caller;
use crate::{Error, Hub, needs};

/// A page of the clients of the actor's account, newest first.
pub async fn list(hub: &Hub, actor: &Actor, page: Page) -> Result<Listed<Client>, Error> {
    actor.may_read(needs::CLIENT_READ)?;
    let reader = hub.authority().storage().reader();
    Caller::of(hub, &reader, actor).await?.must_be_partner()?;
    let environment = environment(&reader, actor).await?.id;
    let (items, total) = clients::list(&reader, actor.tenant, environment, page).await?;
    Ok(Listed { items, total })
}
