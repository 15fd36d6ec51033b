//! `GET /dashboard/{environment}/operator/products`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_domain::Product;
use keyward_hub::products::list::list;

use super::SECTION;
use crate::App;
use crate::dashboard::operator::Operating;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;

/// A product in the table.
struct Row {
    slug: String,
    name: String,
    kind: &'static str,
    created: Moment,
}

#[derive(Template)]
#[template(path = "dashboard/operator/products.html")]
struct ProductsPage {
    shell: Shell,
    rows: Vec<Row>,
    base: String,
}

/// Every product, the oldest first.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Operating(here): Operating,
) -> Result<Response, Problem> {
    let row = |it: &Product| Row {
        slug: it.slug.to_string(),
        name: it.name.to_string(),
        kind: it.kind.as_str(),
        created: Moment::new(it.created_at, app.authority.now()),
    };
    let rows = list(&app.hub, &here.account()).await?.iter().map(row).collect();
    let base = app.config.link_base();
    Ok(here.page(SECTION, |shell| ProductsPage { shell, rows, base }))
}
