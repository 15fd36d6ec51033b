//! The subscriptions of an account.

use keyward_authority::Actor;
use keyward_authority::keys::list::Listed;
use keyward_domain::Page;
use keyward_storage::subscriptions;

use super::{SubscriptionView, views};
use crate::{Error, Hub, needs};

/// A page of the subscriptions of the actor's account, newest first.
pub async fn list(hub: &Hub, actor: &Actor, page: Page) -> Result<Listed<SubscriptionView>, Error> {
    actor.may_read(needs::SUBSCRIPTION_READ)?;
    let reader = hub.authority().storage().reader();
    let (found, total) = subscriptions::list(&reader, actor.tenant, page).await?;
    Ok(Listed { items: views(hub, &reader, found).await?, total })
}
