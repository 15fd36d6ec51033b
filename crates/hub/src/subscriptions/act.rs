//! Letting things happen to a subscription and to its licences.

use keyward_authority::Actor;
use keyward_domain::subscription::{
    Subscription, SubscriptionEffect, SubscriptionEvent, SubscriptionStatus, advance,
};
use keyward_domain::{
    AuditTarget, Id, LicenseEvent, LicenseFacts, LicenseSource, Product, Revocation, SUBSCRIPTION_CANCELED,
    Tier, Timestamp,
};
use keyward_storage::licenses::{self, LicenseChange, NewLicense, insert_all};
use keyward_storage::{StorageError, plans, products, subscriptions, tiers};

use super::{SubscriptionView, view};
use crate::events::{CREATED, Subject};
use crate::licenses::{Work, created, reason};
use crate::{Error, Hub, needs};

/// Lets one thing happen to a subscription that the transaction holds, and to its licences.
pub(super) async fn happen(
    work: &mut Work<'_>,
    subscription: &Subscription,
    event: SubscriptionEvent,
) -> Result<Subscription, Error> {
    let patience = work.hub.settings().payment.patience;
    let next = advance(&subscription.facts, event, patience, work.now)?;
    let changed = subscriptions::change(&work.tx, subscription.id, &next.facts, work.now).await?;
    match next.effect {
        SubscriptionEffect::None => {}
        SubscriptionEffect::Grant(until) if subscription.facts.status == SubscriptionStatus::Incomplete => {
            make(work, &changed, until).await?;
        }
        SubscriptionEffect::Grant(until) => {
            let standing = |facts: &LicenseFacts| facts.revoked.is_none();
            each(work, &changed, &LicenseEvent::Extend { until }, standing).await?;
        }
        SubscriptionEffect::Revoke => revoke_each(work, &changed, SUBSCRIPTION_CANCELED).await?,
    }
    Ok(changed)
}

/// The subscription, for the audit trail.
pub(super) fn target(subscription: &Subscription) -> AuditTarget {
    let id = subscription.id.get();
    AuditTarget { kind: "subscription", id, name: format!("{id}") }
}

/// Revokes the licences of a subscription, those too that their holder gave up: for this reason they are not his to take back.
pub(super) async fn revoke_each(
    work: &mut Work<'_>,
    subscription: &Subscription,
    why: &'static str,
) -> Result<(), Error> {
    let event = LicenseEvent::Revoke { reason: reason(Some(why))? };
    each(work, subscription, &event, |facts| !facts.revoked.as_ref().is_some_and(Revocation::is_final)).await
}

/// Lets the same happen to every licence of a subscription that is `concerned`.
async fn each(
    work: &mut Work<'_>,
    subscription: &Subscription,
    event: &LicenseEvent,
    concerned: impl Fn(&LicenseFacts) -> bool,
) -> Result<(), Error> {
    for license in licenses::lock_of_subscription(&work.tx, subscription.id).await? {
        if concerned(&license.facts) {
            work.apply(&license, event, LicenseChange::default()).await?;
        }
    }
    Ok(())
}

/// Makes the licences of a subscription that was paid for the first time: for each unit, one of each product.
async fn make(work: &mut Work<'_>, subscription: &Subscription, until: Timestamp) -> Result<(), Error> {
    let missing = |table, column| StorageError::Corrupt { table, column };
    let plan = plans::get(&work.tx, subscription.plan).await?.ok_or(missing("subscriptions", "plan_id"))?;
    let tier = tiers::get(&work.tx, plan.tier).await?.ok_or(missing("plans", "tier_id"))?;
    for id in plan.products {
        let product = products::get(&work.tx, id).await?.ok_or(missing("plans", "products"))?;
        make_of(work, subscription, &product, &tier, until).await?;
    }
    Ok(())
}

async fn make_of(
    work: &mut Work<'_>,
    subscription: &Subscription,
    product: &Product,
    tier: &Tier,
    until: Timestamp,
) -> Result<(), Error> {
    let new = |_| {
        let (key, index, sealed) = work.hub.mint();
        NewLicense {
            tenant: subscription.tenant,
            customer: None,
            product: product.id,
            tier: tier.id,
            source: LicenseSource::Individual,
            batch: None,
            subscription: Some(subscription.id),
            index,
            sealed,
            display: key.display(),
            expires_at: until,
            now: work.now,
        }
    };
    let new: Vec<_> = (0..subscription.quantity).map(new).collect();
    for stored in insert_all(&work.tx, &new).await? {
        let license = &stored.license;
        work.tell(Subject { license, product, tier }.event(work.hub, CREATED, None, work.now));
        work.note(license, "license.create", &created(license, product, tier));
    }
    Ok(())
}

/// One thing that happens to a subscription of the actor's account, from its lock to the commit.
pub(super) async fn single(
    hub: &Hub,
    actor: &Actor,
    id: i64,
    event: SubscriptionEvent,
    action: &'static str,
) -> Result<SubscriptionView, Error> {
    actor.may_write(needs::SUBSCRIPTION_WRITE)?;
    let tx = hub.authority().storage().begin().await?;
    let found = subscriptions::lock(&tx, Id::new(id)).await?;
    let found = found.filter(|one| one.tenant == actor.tenant).ok_or_else(Error::no_subscription)?;
    finish(Work::by_billing(hub, tx, actor), &found, event, action).await
}

/// Lets it happen, writes it down, commits, and looks at what became of it.
pub(super) async fn finish(
    mut work: Work<'_>,
    subscription: &Subscription,
    event: SubscriptionEvent,
    action: &'static str,
) -> Result<SubscriptionView, Error> {
    let hub = work.hub;
    let changed = happen(&mut work, subscription, event).await?;
    let detail =
        serde_json::json!({"status": changed.facts.status.as_str(), "auto_renew": changed.facts.auto_renew});
    work.note_on(changed.tenant, target(&changed), action, &detail);
    let tx = work.written().await?;
    let seen = view(hub, &tx, changed).await?;
    tx.commit().await?;
    Ok(seen)
}
