//! The form of a plan: `…/operator/plans/new` and `…/operator/plans/{plan}`

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_domain::subscription::Interval;
use keyward_hub::plans::list::all;
use keyward_hub::plans::put::{self as operation, PutPlan, PutPrice};
use keyward_hub::{products, tiers};

use super::SECTION;
use crate::App;
use crate::dashboard::form::{Fields, Sent};
use crate::dashboard::here::Here;
use crate::dashboard::money;
use crate::dashboard::operator::Operating;
use crate::dashboard::problem::{Faults, Problem, hub_faults};
use crate::dashboard::shell::Shell;

const DEFAULT_CURRENCY: &str = "EUR";

type Choices = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "dashboard/operator/plan.html")]
struct PlanForm {
    shell: Shell,
    faults: Faults,
    sent: Fields,
    /// The id of the one that is changed.
    of: String,
    products: Choices,
    tiers: Choices,
}

/// The form, empty.
pub(in crate::dashboard) async fn new(
    State(app): State<Arc<App>>,
    Operating(here): Operating,
) -> Result<Response, Problem> {
    let sent = Fields::of(vec![("sold", "on".to_owned()), ("currency", DEFAULT_CURRENCY.to_owned())]);
    show(&app, &here, Faults::default(), sent).await
}

/// The form with what a plan is.
pub(in crate::dashboard) async fn edit(
    State(app): State<Arc<App>>,
    Path((_, slug)): Path<(String, String)>,
    Operating(here): Operating,
) -> Result<Response, Problem> {
    let plans = all(&app.hub, &here.account()).await?;
    let view = plans.into_iter().find(|one| one.plan.slug.as_str() == slug).ok_or_else(Problem::missing)?;
    let currency =
        view.plan.prices.first().map_or(DEFAULT_CURRENCY.to_owned(), |price| price.currency.to_string());
    let mut pairs = vec![
        ("of", slug.clone()),
        ("id", slug),
        ("name", view.plan.name.to_string()),
        ("tier", view.tier.name.to_string()),
        ("currency", currency),
    ];
    if view.plan.sold {
        pairs.push(("sold", "on".to_owned()));
    }
    pairs.extend(view.products.iter().map(|one| ("product", one.slug.to_string())));
    for price in &view.plan.prices {
        pairs.push((price.interval.as_str(), money::amount(price.amount, &price.currency.to_string())));
    }
    show(&app, &here, Faults::default(), Fields::of(pairs)).await
}

/// Makes a plan, or changes the one of that id.
pub(in crate::dashboard) async fn put(
    State(app): State<Arc<App>>,
    Operating(here): Operating,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let input = match input(&sent) {
        Ok(input) => input,
        Err(faults) => return show(&app, &here, faults, sent).await,
    };
    match operation::put(&app.hub, &here.account(), &input).await {
        Ok(_) => Ok(here.go("/operator/plans?done=put")),
        Err(error) => show(&app, &here, hub_faults(error)?, sent).await,
    }
}

fn input(sent: &Fields) -> Result<PutPlan, Faults> {
    let currency = sent.text("currency");
    let mut prices = Vec::new();
    for interval in Interval::ALL.map(Interval::as_str) {
        let Some(text) = sent.filled(interval) else { continue };
        let amount = money::read(&text, currency);
        let amount = amount.ok_or_else(|| Faults::one(interval, "must be an amount, such as 9.90"))?;
        prices.push(PutPrice { interval: interval.to_owned(), amount, currency: currency.to_owned() });
    }
    Ok(PutPlan {
        id: sent.text("id").to_owned(),
        name: sent.text("name").to_owned(),
        tier: sent.text("tier").to_owned(),
        products: sent.all("product"),
        prices,
        sold: !sent.text("sold").is_empty(),
    })
}

async fn show(app: &App, here: &Here, faults: Faults, sent: Fields) -> Result<Response, Problem> {
    let actor = here.account();
    let products = products::list::list(&app.hub, &actor).await?.into_iter();
    let tiers = tiers::list::list(&app.hub, &actor).await?.into_iter();
    let products = products.map(|one| (one.slug.to_string(), one.name.to_string())).collect();
    let tiers = tiers.map(|one| (one.name.to_string(), one.name.to_string())).collect();
    let status = faults.status();
    let of = sent.text("of").to_owned();
    Ok(here.page_as(status, SECTION, |shell| PlanForm { shell, faults, sent, of, products, tiers }))
}

impl PlanForm {
    fn has(&self, product: &str) -> bool {
        self.sent.all("product").iter().any(|chosen| chosen == product)
    }

    /// What is wrong with the currency is told of a price.
    fn currency(&self) -> Option<String> {
        let of = |place: u8| self.faults.said(&format!("prices[{place}].currency"), "Currency");
        of(0).or_else(|| of(1))
    }

    fn others(&self) -> Vec<String> {
        let fields =
            ["id", "name", "tier", "products", "month", "year", "prices[0].currency", "prices[1].currency"];
        self.faults.beside(&fields)
    }
}
