//! What Stripe tells of a subscription.
//!
//! Stripe tells everything at least once and in any order, so each event is taken once by its id, and one that finds nothing to do does
//! nothing. Which subscription it is about, Stripe's own names of it say: `metadata.keyward_subscription` the first time, the id of
//! Stripe's subscription from then on.
//!
//! Who connects Stripe knows the secret that its messages are signed with, and can sign any. So only the seller's own connection counts: one of
//! production, in a tenant of which somebody is an operator. By that of an account, which every account may make, it would pay for itself.

use keyward_authority::{Actor, Origin};
use keyward_domain::subscription::{Provider, Subscription, SubscriptionEvent, SubscriptionStatus};
use keyward_domain::{BuiltInRole, Environment, EnvironmentType, Id, Tenant, Timestamp};
use keyward_storage::{Tx, environments, subscriptions, users};
use serde_json::Value;

use super::payments::{Payment, note_invoice};
use super::{happen, target};
use crate::licenses::Work;
use crate::{Error, Hub};

/// Where a message of Stripe's came in.
#[derive(Debug, Clone, Copy)]
pub struct Connected {
    /// Whose connection it is.
    pub tenant: Id<Tenant>,
    /// Of which of its environments.
    pub environment: Id<Environment>,
}

/// An event as Stripe writes it.
#[derive(Debug)]
pub(super) struct Event<'a> {
    pub(super) id: &'a str,
    pub(super) kind: &'a str,
    /// What it is about, as it is now.
    pub(super) object: &'a Value,
}

/// Moves a subscription, and its licences, to what an event of Stripe's says; the caller has checked its signature. Events that came in
/// elsewhere than at the seller's, those of other kinds, of other subscriptions and those that were told before change nothing.
pub async fn apply(hub: &Hub, at: Connected, event: &Value) -> Result<(), Error> {
    let (Some(id), Some(kind)) = (event["id"].as_str(), event["type"].as_str()) else { return Ok(()) };
    let event = Event { id, kind, object: &event["data"]["object"] };
    let (payment, reference) = (Payment::told(&event), reference(kind, event.object));
    if payment.is_none() && reference.is_none() || !is_the_sellers(hub, at).await? {
        return Ok(());
    }
    let tx = hub.authority().storage().begin().await?;
    match (payment, reference) {
        (Some(payment), _) => payment.apply(hub, tx, &event).await,
        (None, Some(reference)) => moved(hub, tx, &event, reference).await,
        (None, None) => Ok(()),
    }
}

/// Moves the subscription that Stripe calls so.
async fn moved(hub: &Hub, tx: Tx, event: &Event<'_>, reference: &str) -> Result<(), Error> {
    let Event { id, kind, object } = *event;
    let Some(found) = find(&tx, reference, object).await? else { return Ok(()) };
    if !subscriptions::note_event(&tx, Provider::Stripe, id, hub.now()).await? {
        return Ok(());
    }
    if found.provider_ref.is_none() {
        subscriptions::set_ref(&tx, found.id, Provider::Stripe, reference).await?;
    }
    if kind == PAID {
        note_invoice(hub, &tx, object, reference).await?;
    }
    let tenant = found.tenant;
    let actor = by_stripe(tenant, event);
    let mut work = Work::by_billing(hub, tx, &actor);
    let mut now = found;
    while let Some(next) = told(kind, object, &now, work.now) {
        let before = now.facts.clone();
        match happen(&mut work, &now, next).await {
            Ok(changed) => now = changed,
            // It has ended here, or was told in another order: there is nothing to move any more.
            Err(Error::Refused(_)) => break,
            Err(error) => return Err(error),
        }
        if now.facts == before || !repeats(kind) {
            break;
        }
    }
    let detail = serde_json::json!({"event": kind, "status": now.facts.status.as_str()});
    work.note_on(tenant, target(&now), "subscription.provider_event", &detail);
    work.written().await?.commit().await?;
    Ok(())
}

/// Stripe, as the audit trail knows it: by its event.
pub(super) fn by_stripe(tenant: Id<Tenant>, event: &Event<'_>) -> Actor {
    Actor::operator(tenant, None, Origin { request_id: event.id.to_owned(), ..Origin::default() })
}

async fn is_the_sellers(hub: &Hub, at: Connected) -> Result<bool, Error> {
    let reader = hub.authority().storage().reader();
    let environment = environments::get(&reader, at.tenant, at.environment).await?;
    if environment.is_none_or(|environment| environment.kind != EnvironmentType::Production) {
        return Ok(false);
    }
    let people = users::all(&reader, at.tenant).await?;
    Ok(people.iter().any(|person| BuiltInRole::is_among(BuiltInRole::OPERATOR, &person.roles)))
}

const SUBSCRIPTION: &str = "customer.subscription.";
const PAID: &str = "invoice.paid";

/// What Stripe calls the subscription that an event is about.
fn reference<'a>(kind: &str, object: &'a Value) -> Option<&'a str> {
    if kind.starts_with(SUBSCRIPTION) {
        return object["id"].as_str();
    }
    if !matches!(kind, PAID | "invoice.payment_failed") {
        return None;
    }
    // Since 2025 it lies under `parent`.
    let parent = &object["parent"]["subscription_details"]["subscription"];
    object["subscription"].as_str().or_else(|| parent.as_str())
}

async fn find(tx: &Tx, reference: &str, object: &Value) -> Result<Option<Subscription>, Error> {
    if let Some(known) = subscriptions::lock_by_ref(tx, Provider::Stripe, reference).await? {
        return Ok(Some(known));
    }
    // Of an invoice they lie under `parent` since 2025.
    let metadata = [
        &object["metadata"],
        &object["parent"]["subscription_details"]["metadata"],
        &object["subscription_details"]["metadata"],
    ];
    let named = metadata.iter().find_map(|metadata| number(&metadata["keyward_subscription"]));
    let Some(id) = named else { return Ok(None) };
    let found = subscriptions::lock(tx, Id::new(id)).await?;
    // One that has another name at Stripe is paid for by that one, and one of another provider is not paid for at Stripe.
    Ok(found.filter(|one| one.provider == Provider::Stripe && one.provider_ref.is_none()))
}

/// Metadata at Stripe are texts.
fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

fn time(value: &Value) -> Option<Timestamp> {
    Some(Timestamp::from_micros(value.as_i64()?.checked_mul(1_000_000)?))
}

/// Whether an event may say several things at once.
fn repeats(kind: &str) -> bool {
    kind.starts_with(SUBSCRIPTION)
}

/// The next thing that an event says of a subscription as it is now.
fn told(kind: &str, object: &Value, now: &Subscription, at: Timestamp) -> Option<SubscriptionEvent> {
    match kind {
        PAID => {
            let lines = object["lines"]["data"].as_array();
            let ends = lines.into_iter().flatten().filter_map(|line| time(&line["period"]["end"]));
            Some(SubscriptionEvent::Paid { until: ends.max() })
        }
        "invoice.payment_failed" => Some(SubscriptionEvent::PaymentFailed),
        "customer.subscription.deleted" if now.facts.ends_with_period() && now.facts.period_end <= at => {
            Some(SubscriptionEvent::TimePassed)
        }
        "customer.subscription.deleted" => Some(SubscriptionEvent::Cancel { at_period_end: false }),
        _ if kind.starts_with(SUBSCRIPTION) => changed(object, now),
        _ => None,
    }
}

fn changed(object: &Value, now: &Subscription) -> Option<SubscriptionEvent> {
    let facts = &now.facts;
    let item = &object["items"]["data"][0];
    // Since 2025 a period belongs to the items.
    let until = time(&object["current_period_end"]).or_else(|| time(&item["current_period_end"]));
    match object["status"].as_str()? {
        "trialing" if facts.status == SubscriptionStatus::Incomplete => {
            return Some(SubscriptionEvent::TrialBegan { until: time(&object["trial_end"]).or(until)? });
        }
        "active" if !facts.status.is_paid() || until.is_some_and(|until| until > facts.period_end) => {
            return Some(SubscriptionEvent::Paid { until });
        }
        "past_due" | "unpaid" if facts.status.is_paid() => return Some(SubscriptionEvent::PaymentFailed),
        _ => {}
    }
    match (object["cancel_at_period_end"].as_bool()?, facts.canceled_at) {
        (true, None) => Some(SubscriptionEvent::Cancel { at_period_end: true }),
        (false, Some(_)) => Some(SubscriptionEvent::Resume),
        _ => None,
    }
}
