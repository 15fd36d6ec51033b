//! `GET /dashboard/{environment}/service-accounts`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_authority::users::{Account, search};
use keyward_domain::Order;

use super::SECTION;
use crate::App;
use crate::dashboard::form::Asked;
use crate::dashboard::here::Here;
use crate::dashboard::pages::Pages;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;

const PER_PAGE: u64 = 50;
const NEWS: [(&str, &str); 1] = [("made", "The service account is there. Now give it a key.")];

/// A service account in the table.
struct Row {
    id: String,
    name: String,
    roles: Vec<String>,
    created: Moment,
}

#[derive(Template)]
#[template(path = "dashboard/machines/page.html")]
struct MachinesPage {
    shell: Shell,
    news: &'static str,
    rows: Vec<Row>,
    pages: Pages,
}

/// The tenant's machines.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let pages = Pages::asked(&asked, PER_PAGE);
    let found =
        search::search(&app.authority, &here.actor, Some("service_account"), pages.part(Order::Descending))
            .await?;
    let now = app.authority.now();
    let row = |account| match account {
        Account::ServiceAccount(it) => Some(Row {
            id: app.authority.ids().encode(it.id),
            name: it.name.to_string(),
            roles: it.roles.iter().map(ToString::to_string).collect(),
            created: Moment::new(it.created_at, now),
        }),
        Account::User(_) => None,
    };
    let rows = found.items.into_iter().filter_map(row).collect();
    let news = asked.news(&NEWS);
    let pages = pages.found(found.total, &[]);
    Ok(here.page(SECTION, |shell| MachinesPage { shell, news, rows, pages }))
}
