//! One licence.

use keyward_authority::Actor;
use keyward_domain::Id;
use keyward_storage::licenses;

use super::{LicenseView, view};
use crate::{Error, Hub, needs};

/// A licence of the actor's account.
pub async fn get(hub: &Hub, actor: &Actor, id: i64) -> Result<LicenseView, Error> {
    actor.may_read(needs::LICENSE_READ)?;
    let reader = hub.authority().storage().reader();
    let found = licenses::get(&reader, actor.tenant, Id::new(id)).await?.ok_or_else(Error::no_license)?;
    view(hub, &reader, found, hub.now()).await
}
