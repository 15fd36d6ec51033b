//! `GET /dashboard/{environment}/operator/tiers`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_domain::{Feature, Tier};
use keyward_hub::tiers::list::list;

use super::SECTION;
use crate::App;
use crate::dashboard::form::Asked;
use crate::dashboard::operator::Operating;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;

const NEWS: [(&str, &str); 1] = [("put", "The tier is as you said. Sites learn of it at their next check.")];

/// A tier in the table.
struct Row {
    name: String,
    rank: i64,
    domains: String,
    features: Vec<String>,
}

#[derive(Template)]
#[template(path = "dashboard/operator/tiers.html")]
struct TiersPage {
    shell: Shell,
    news: &'static str,
    rows: Vec<Row>,
}

/// Every tier, the least first.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Operating(here): Operating,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let row = |it: &Tier| Row {
        name: it.name.to_string(),
        rank: it.rank,
        domains: match it.domains.get() {
            -1 => "without limit".to_owned(),
            limit => limit.to_string(),
        },
        features: it.features.iter().map(Feature::to_string).collect(),
    };
    let rows = list(&app.hub, &here.account()).await?.iter().map(row).collect();
    let news = asked.news(&NEWS);
    Ok(here.page(SECTION, |shell| TiersPage { shell, news, rows }))
}
