//! `GET /dashboard/{environment}/subscriptions`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_domain::{AccountType, Order, Pack};
use keyward_hub::licenses::offer::offer;
use keyward_hub::needs;
use keyward_hub::packs::list::list as packs;
use keyward_hub::plans::PlanView;
use keyward_hub::plans::list::sold;
use keyward_hub::subscriptions::SubscriptionView;
use keyward_hub::subscriptions::list::list;

use super::{SECTION, ends, tone};
use crate::App;
use crate::dashboard::form::Asked;
use crate::dashboard::here::Here;
use crate::dashboard::money;
use crate::dashboard::pages::Pages;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;

const PER_PAGE: u64 = 25;

/// A subscription in the table.
struct Row {
    id: i64,
    plan: String,
    quantity: u32,
    status: &'static str,
    tone: &'static str,
    /// What comes at the end of the period.
    then: &'static str,
    end: Moment,
    licenses: usize,
}

/// A plan that is sold.
struct Sold {
    slug: String,
    name: String,
    products: Vec<String>,
    tier: String,
    domains: i64,
    prices: Vec<String>,
}

#[derive(Template)]
#[template(path = "dashboard/subscriptions/list.html")]
struct SubscriptionsPage {
    shell: Shell,
    may: bool,
    rows: Vec<Row>,
    pages: Pages,
    plans: Vec<Sold>,
    packs: Vec<Pack>,
    /// What the account is; `None`: who looks may not see that.
    account: Option<AccountType>,
}

/// The account's subscriptions, what can be subscribed to, and the packs that it has.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let (actor, now) = (here.account(), app.authority.now());
    let pages = Pages::asked(&asked, PER_PAGE);
    let found = list(&app.hub, &actor, pages.part(Order::Descending)).await?;
    let plans = sold(&app.hub, &actor).await?;
    let reads_licenses = actor.may_read(needs::LICENSE_READ).is_ok();
    let packs = if reads_licenses { packs(&app.hub, &actor).await? } else { Vec::new() };
    let account = if reads_licenses { Some(offer(&app.hub, &actor).await?.account) } else { None };
    let row = |it: &SubscriptionView| Row {
        id: it.subscription.id.get(),
        plan: it.plan.name.to_string(),
        quantity: it.subscription.quantity,
        status: it.status.as_str(),
        tone: tone(it.status),
        then: if ends(&it.subscription.facts) { "ends" } else { "renews" },
        end: Moment::new(it.subscription.facts.period_end, now),
        licenses: it.licenses.len(),
    };
    Ok(here.page(SECTION, |shell| SubscriptionsPage {
        shell,
        may: here.may(needs::SUBSCRIPTION_WRITE),
        rows: found.items.iter().map(row).collect(),
        pages: pages.found(found.total, &[]),
        plans: plans.iter().map(Sold::of).collect(),
        packs,
        account,
    }))
}

impl Sold {
    fn of(view: &PlanView) -> Self {
        Self {
            slug: view.plan.slug.to_string(),
            name: view.plan.name.to_string(),
            products: view.products.iter().map(|product| product.name.to_string()).collect(),
            tier: view.tier.name.to_string(),
            domains: view.tier.domains.get(),
            prices: view.plan.prices.iter().map(money::price).collect(),
        }
    }
}
