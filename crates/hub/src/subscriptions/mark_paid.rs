//! Say that a subscription was paid for.

use keyward_authority::Actor;
use keyward_domain::Id;
use keyward_domain::subscription::SubscriptionEvent;
use keyward_storage::subscriptions;

use super::SubscriptionView;
use super::act::finish;
use crate::licenses::Work;
use crate::{Error, Hub};

/// One more interval of whoever's subscription is paid for, by the operator's word. Its licences are usable when this returns.
pub async fn mark_paid(hub: &Hub, actor: &Actor, id: i64) -> Result<SubscriptionView, Error> {
    actor.must_be_operator()?;
    let tx = hub.authority().storage().begin().await?;
    let found = subscriptions::lock(&tx, Id::new(id)).await?.ok_or_else(Error::no_subscription)?;
    let paid = SubscriptionEvent::Paid { until: None };
    finish(Work::by_billing(hub, tx, actor), &found, paid, "subscription.pay").await
}
