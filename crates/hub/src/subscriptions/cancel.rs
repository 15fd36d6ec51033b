//! Cancel a subscription.

use keyward_authority::Actor;
use keyward_domain::subscription::SubscriptionEvent;

use super::SubscriptionView;
use super::act::single;
use crate::{Error, Hub};

/// Cancels a subscription of the actor's account: for the end of what is paid for, or at once, which revokes its licences.
pub async fn cancel(
    hub: &Hub,
    actor: &Actor,
    id: i64,
    at_period_end: bool,
) -> Result<SubscriptionView, Error> {
    single(hub, actor, id, SubscriptionEvent::Cancel { at_period_end }, "subscription.cancel").await
}
