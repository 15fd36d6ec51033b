//! A subscription as this surface writes it (contract hub, part D).

use keyward_domain::{Id, Timestamp};
use keyward_hub::subscriptions::SubscriptionView;
use serde::Serialize;
use utoipa::ToSchema;

/// What an account pays for.
#[derive(Serialize, ToSchema)]
pub(in crate::hub) struct Subscription {
    /// Its id.
    id: i64,
    /// The plan's id.
    #[schema(example = "starter")]
    plan: String,
    /// The tier of its licenses.
    #[schema(example = "starter")]
    tier: String,
    /// `incomplete`, `trialing`, `active`, `past_due`, `canceled` or `expired`.
    #[schema(example = "active")]
    status: &'static str,
    /// `month` or `year`.
    #[schema(example = "year")]
    interval: &'static str,
    /// How many licenses of each product.
    #[schema(example = 1)]
    quantity: u32,
    /// Since when it is paid for.
    current_period_start: String,
    /// Until when it is paid for.
    current_period_end: String,
    /// Whether another period is to follow.
    auto_renew: bool,
    /// Whether it was canceled and goes on until the end of the period.
    cancel_at_period_end: bool,
    /// When it was canceled.
    canceled_at: Option<String>,
    /// The licenses that it pays for.
    license_ids: Vec<i64>,
    /// When it was made.
    created_at: String,
    /// Where to pay for it, while nobody has.
    #[serde(skip_serializing_if = "Option::is_none")]
    checkout_url: Option<String>,
}

impl From<&SubscriptionView> for Subscription {
    fn from(view: &SubscriptionView) -> Self {
        let (subscription, facts) = (&view.subscription, &view.subscription.facts);
        Self {
            id: subscription.id.get(),
            plan: view.plan.slug.to_string(),
            tier: view.tier.name.to_string(),
            status: view.status.as_str(),
            interval: facts.interval.as_str(),
            quantity: subscription.quantity,
            current_period_start: facts.period_start.to_string(),
            current_period_end: facts.period_end.to_string(),
            auto_renew: facts.auto_renew,
            cancel_at_period_end: view.status.is_live() && facts.canceled_at.is_some(),
            canceled_at: facts.canceled_at.as_ref().map(Timestamp::to_string),
            license_ids: view.licenses.iter().copied().map(Id::get).collect(),
            created_at: subscription.created_at.to_string(),
            checkout_url: view.checkout_url.clone(),
        }
    }
}
