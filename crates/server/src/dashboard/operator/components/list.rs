//! `GET /dashboard/{environment}/operator/components`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_hub::components::catalogue::{ComponentView, list};

use super::SECTION;
use crate::App;
use crate::dashboard::operator::Operating;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;

/// A component in the table.
struct Row {
    slug: String,
    name: String,
    product: (String, String),
    tier: String,
    changed: Moment,
}

#[derive(Template)]
#[template(path = "dashboard/operator/components.html")]
struct ComponentsPage {
    shell: Shell,
    rows: Vec<Row>,
}

/// Every component of every product, the oldest first.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Operating(here): Operating,
) -> Result<Response, Problem> {
    let row = |it: &ComponentView| Row {
        slug: it.component.slug.to_string(),
        name: it.component.name.to_string(),
        product: (it.product.slug.to_string(), it.product.name.to_string()),
        tier: it.tier.name.to_string(),
        changed: Moment::new(it.component.updated_at, app.authority.now()),
    };
    let rows = list(&app.hub, &here.account()).await?.iter().map(row).collect();
    Ok(here.page(SECTION, |shell| ComponentsPage { shell, rows }))
}
