//! One subscription.

use keyward_authority::Actor;
use keyward_domain::Id;
use keyward_storage::subscriptions;

use super::{SubscriptionView, view};
use crate::{Error, Hub, needs};

/// The subscription of the actor's account with that id.
pub async fn get(hub: &Hub, actor: &Actor, id: i64) -> Result<SubscriptionView, Error> {
    actor.may_read(needs::SUBSCRIPTION_READ)?;
    let reader = hub.authority().storage().reader();
    let found = subscriptions::get(&reader, actor.tenant, Id::new(id)).await?;
    view(hub, &reader, found.ok_or_else(Error::no_subscription)?).await
}
