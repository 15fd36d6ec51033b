//! Subscribe to a plan.

use keyward_authority::{Actor, Answer, Once};
use keyward_domain::Invalid;
use keyward_domain::subscription::{Interval, Provider, SubscriptionEvent};
use keyward_storage::subscriptions::NewSubscription;
use keyward_storage::{plans, subscriptions};

use super::{SubscriptionView, happen, target, view};
use crate::error::RefusalKind;
use crate::licenses::Work;
use crate::{Error, Hub, needs};

/// What is subscribed to, as the wire sends it.
#[derive(Debug, Clone, Default)]
pub struct Subscribe {
    /// A plan's id.
    pub plan: String,
    /// `month` or `year`.
    pub interval: String,
    /// How many licences of each product: 1 to 100.
    pub quantity: i64,
}

const MOST: i64 = 100;

/// Subscribes the actor's account. Nobody has paid for it yet: it is `incomplete` and has no licences, unless the operator lets it begin at
/// once.
pub async fn create(
    hub: &Hub,
    actor: &Actor,
    input: &Subscribe,
    once: &Once<'_, SubscriptionView>,
) -> Result<Answer<SubscriptionView>, Error> {
    actor.may_write(needs::SUBSCRIPTION_WRITE)?;
    let mut invalid = Invalid::none();
    let interval = invalid.check("interval", input.interval.parse::<Interval>());
    let quantity = u32::try_from(input.quantity).ok().filter(|_| (1..=MOST).contains(&input.quantity));
    if quantity.is_none() {
        invalid.add("quantity", format_args!("must be 1 to {MOST}, not {}", input.quantity));
    }
    let (interval, quantity) = invalid.into_value(interval.zip(quantity))?;
    let tx = hub.authority().storage().begin().await?;
    if let Some(again) = once.claim(hub.authority(), &tx, actor).await? {
        return Ok(again);
    }
    let plan = plans::find(&tx, &input.plan).await?.filter(|plan| plan.sold).ok_or_else(Error::no_plan)?;
    if plan.price(interval).is_none() {
        let detail = format!("The plan is not sold by the {}", interval.as_str());
        return Err(Error::refused(RefusalKind::Invalid, "interval_not_sold", detail));
    }
    let payment = &hub.settings().payment;
    let (provider, now) = (payment.provider, hub.now());
    let new = NewSubscription { tenant: actor.tenant, plan: plan.id, quantity, provider, interval, now };
    let mut made = subscriptions::insert(&tx, &new).await?;
    let mut work = Work::by_billing(hub, tx, actor);
    let detail =
        serde_json::json!({"plan": plan.slug.as_str(), "interval": interval.as_str(), "quantity": quantity});
    work.note_on(made.tenant, target(&made), "subscription.create", &detail);
    if payment.at_once && provider == Provider::Manual {
        made = happen(&mut work, &made, SubscriptionEvent::Paid { until: None }).await?;
    }
    let tx = work.written().await?;
    let made = view(hub, &tx, made).await?;
    once.settle(hub.authority(), &tx, actor, &made).await?;
    tx.commit().await?;
    Ok(Answer::Fresh(made))
}
