//! `GET /dashboard/{environment}/operator/plans`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_hub::plans::PlanView;
use keyward_hub::plans::list::all;

use super::SECTION;
use crate::App;
use crate::dashboard::form::Asked;
use crate::dashboard::money;
use crate::dashboard::operator::Operating;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;

const NEWS: [(&str, &str); 1] = [("put", "The plan is as you said. Licences that it made stay as they are.")];

/// A plan in the table.
struct Row {
    slug: String,
    name: String,
    tier: String,
    products: Vec<String>,
    prices: Vec<String>,
    sold: bool,
}

#[derive(Template)]
#[template(path = "dashboard/operator/plans.html")]
struct PlansPage {
    shell: Shell,
    news: &'static str,
    rows: Vec<Row>,
}

/// Every plan, the oldest first.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Operating(here): Operating,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let row = |it: &PlanView| Row {
        slug: it.plan.slug.to_string(),
        name: it.plan.name.to_string(),
        tier: it.tier.name.to_string(),
        products: it.products.iter().map(|product| product.name.to_string()).collect(),
        prices: it.plan.prices.iter().map(money::price).collect(),
        sold: it.plan.sold,
    };
    let rows = all(&app.hub, &here.account()).await?.iter().map(row).collect();
    let news = asked.news(&NEWS);
    Ok(here.page(SECTION, |shell| PlansPage { shell, news, rows }))
}
