//! `GET /dashboard/{environment}/subscriptions/{subscription}`

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_domain::Id;
use keyward_domain::subscription::SubscriptionStatus;
use keyward_hub::needs;
use keyward_hub::subscriptions::get::get;

use super::{SECTION, ends, tone};
use crate::App;
use crate::dashboard::form::Asked;
use crate::dashboard::here::Here;
use crate::dashboard::licenses::number;
use crate::dashboard::money;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;

const NEWS: [(&str, &str); 5] = [
    ("made", "You have subscribed."),
    ("canceled", "The subscription is cancelled."),
    ("resumed", "The subscription goes on."),
    ("renews", "Another period follows when this one has ended."),
    ("ends", "It ends with this period."),
];

#[derive(Template)]
#[template(path = "dashboard/subscriptions/show.html")]
struct SubscriptionPage {
    shell: Shell,
    news: &'static str,
    may: bool,
    id: i64,
    plan: String,
    tier: String,
    price: Option<String>,
    quantity: u32,
    status: SubscriptionStatus,
    tone: &'static str,
    begin: Moment,
    end: Moment,
    /// Whether it ends with its period, and whether somebody cancelled it.
    ends: bool,
    canceled: bool,
    licenses: Vec<i64>,
    checkout: Option<String>,
}

/// All about a subscription.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Path((_, subscription)): Path<(String, String)>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let view = get(&app.hub, &here.account(), number(&subscription)?).await?;
    let (facts, now) = (&view.subscription.facts, app.authority.now());
    Ok(here.page(SECTION, |shell| SubscriptionPage {
        shell,
        news: asked.news(&NEWS),
        may: here.may(needs::SUBSCRIPTION_WRITE),
        id: view.subscription.id.get(),
        plan: view.plan.name.to_string(),
        tier: view.tier.name.to_string(),
        price: view.plan.price(facts.interval).map(money::price),
        quantity: view.subscription.quantity,
        status: view.status,
        tone: tone(view.status),
        begin: Moment::new(facts.period_start, now),
        end: Moment::new(facts.period_end, now),
        ends: ends(facts),
        canceled: facts.canceled_at.is_some(),
        licenses: view.licenses.iter().copied().map(Id::get).collect(),
        checkout: view.checkout_url,
    }))
}

impl SubscriptionPage {
    fn is_unpaid(&self) -> bool {
        self.status == SubscriptionStatus::Incomplete
    }

    fn is_over(&self) -> bool {
        matches!(self.status, SubscriptionStatus::Canceled | SubscriptionStatus::Expired)
    }

    fn to(&self, act: &str) -> String {
        self.shell.path(&format!("/subscriptions/{}/{act}", self.id))
    }
}
