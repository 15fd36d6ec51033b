//! How many licences an account has and may have.

use keyward_authority::Actor;
use keyward_domain::Allowance;

use crate::caller::Caller;
use crate::{Error, Hub, needs};

/// The allowance of the actor's account. Those not for resale are not counted.
pub async fn usage(hub: &Hub, actor: &Actor) -> Result<Allowance, Error> {
    actor.may_read(needs::LICENSE_READ)?;
    let reader = hub.authority().storage().reader();
    Caller::of(hub, &reader, actor).await?.allowance(&reader, actor).await
}
