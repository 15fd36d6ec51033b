//! Take a cancellation back.

use keyward_authority::Actor;
use keyward_domain::subscription::SubscriptionEvent;

use super::SubscriptionView;
use super::act::single;
use crate::{Error, Hub};

/// Lets a subscription of the actor's account that was to end with its period go on.
pub async fn resume(hub: &Hub, actor: &Actor, id: i64) -> Result<SubscriptionView, Error> {
    single(hub, actor, id, SubscriptionEvent::Resume, "subscription.resume").await
}
