//! Say whether another period is to follow.

use keyward_authority::Actor;
use keyward_domain::subscription::SubscriptionEvent;

use super::SubscriptionView;
use super::act::single;
use crate::{Error, Hub};

/// Lets a subscription of the actor's account wait for another payment at the end of its period, or end there.
pub async fn set_auto_renew(
    hub: &Hub,
    actor: &Actor,
    id: i64,
    renew: bool,
) -> Result<SubscriptionView, Error> {
    single(hub, actor, id, SubscriptionEvent::SetAutoRenew(renew), "subscription.update").await
}
