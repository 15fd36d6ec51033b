//! A subscription as callers see it.

use std::collections::HashMap;

use keyward_domain::subscription::{Plan, Subscription, SubscriptionEvent, SubscriptionStatus, advance};
use keyward_domain::{Id, License, Tier};
use keyward_storage::{Connection, StorageError, licenses, plans, tiers};

use crate::{Error, Hub};

/// A subscription with all that belongs to it.
#[derive(Debug, Clone)]
pub struct SubscriptionView {
    /// The subscription.
    pub subscription: Subscription,
    /// To what.
    pub plan: Plan,
    /// How much of each product.
    pub tier: Tier,
    /// What it is at this moment.
    pub status: SubscriptionStatus,
    /// The licences that it pays for.
    pub licenses: Vec<Id<License>>,
    /// Where to pay for it, while nobody has.
    pub checkout_url: Option<String>,
}

/// Subscriptions as they are now, in that order. Plans and tiers are few, so all of them are read.
pub(super) async fn views(
    hub: &Hub,
    db: &impl Connection,
    subscriptions: Vec<Subscription>,
) -> Result<Vec<SubscriptionView>, Error> {
    let plans: HashMap<_, _> = plans::all(db).await?.into_iter().map(|one| (one.id, one)).collect();
    let tiers: HashMap<_, _> = tiers::all(db).await?.into_iter().map(|one| (one.id, one)).collect();
    let mut licenses: HashMap<_, Vec<_>> = HashMap::new();
    for (of, id) in licenses::ids_of_subscriptions(db, subscriptions.iter().map(|one| one.id)).await? {
        licenses.entry(of).or_default().push(id);
    }
    let missing = |table, column| StorageError::Corrupt { table, column };
    let view = |subscription: Subscription| {
        let plan = plans.get(&subscription.plan).cloned().ok_or(missing("subscriptions", "plan_id"))?;
        let tier = tiers.get(&plan.tier).cloned().ok_or(missing("plans", "tier_id"))?;
        let licenses = licenses.remove(&subscription.id).unwrap_or_default();
        let status = status(hub, &subscription);
        let waits = status == SubscriptionStatus::Incomplete;
        let checkout_url = hub.settings().payment.checkout_url.as_deref().filter(|_| waits);
        let id = subscription.id.get().to_string();
        let checkout_url = checkout_url.map(|url| url.replace("{subscription}", &id));
        Ok(SubscriptionView { subscription, plan, tier, status, licenses, checkout_url })
    };
    subscriptions.into_iter().map(view).collect()
}

/// One subscription as it is now.
pub(super) async fn view(
    hub: &Hub,
    db: &impl Connection,
    subscription: Subscription,
) -> Result<SubscriptionView, Error> {
    views(hub, db, vec![subscription]).await?.pop().ok_or_else(Error::no_subscription)
}

/// What it is by now: the sweeper writes it down a little later.
fn status(hub: &Hub, subscription: &Subscription) -> SubscriptionStatus {
    let patience = hub.settings().payment.patience;
    let passed = advance(&subscription.facts, SubscriptionEvent::TimePassed, patience, hub.now());
    passed.map_or(subscription.facts.status, |next| next.facts.status)
}
