//! `GET /dashboard/{environment}/customers`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_authority::customers::list::list;
use keyward_domain::{Customer, Order};
use keyward_storage::customers::Filter;

use crate::App;
use crate::dashboard::form::Asked;
use crate::dashboard::here::Here;
use crate::dashboard::pages::Pages;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;

/// The section's name in the navigation.
const SECTION: &str = "customers";
const PER_PAGE: u64 = 25;

/// A customer in the table.
struct Row {
    id: String,
    external_id: String,
    name: String,
    email: String,
    created: Moment,
}

#[derive(Template)]
#[template(path = "dashboard/customers/list.html")]
struct CustomersPage {
    shell: Shell,
    external_id: String,
    rows: Vec<Row>,
    pages: Pages,
}

/// The customers, the newest first; one by its id at the tenant's.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let pages = Pages::asked(&asked, PER_PAGE);
    let external_id = asked.text("external_id").to_owned();
    let filter = Filter { external_id: asked.filled("external_id"), ..Filter::default() };
    let found = list(&app.authority, &here.actor, &filter, pages.part(Order::Descending)).await?;
    let row = |it: Customer| Row {
        id: app.authority.ids().encode(it.id),
        external_id: it.external_id.to_string(),
        name: it.name.to_string(),
        email: it.email.unwrap_or_default(),
        created: Moment::new(it.created_at, app.authority.now()),
    };
    let rows = found.items.into_iter().map(row).collect();
    let pages = pages.found(found.total, &[("external_id", &external_id)]);
    Ok(here.page(SECTION, |shell| CustomersPage { shell, external_id, rows, pages }))
}
