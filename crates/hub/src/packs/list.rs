//! The packs of an account.

use keyward_authority::Actor;
use keyward_domain::Pack;
use keyward_storage::packs;

use crate::{Error, Hub, needs};

/// The packs of the actor's account, oldest first: the order in which licences are taken out of them.
pub async fn list(hub: &Hub, actor: &Actor) -> Result<Vec<Pack>, Error> {
    actor.may_read(needs::LICENSE_READ)?;
    Ok(packs::of(&hub.authority().storage().reader(), actor.tenant).await?)
}
