//! `GET /dashboard/{environment}/clients`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_domain::{Client, Name, Order};
use keyward_hub::clients::list::list;
use keyward_hub::{Error, RefusalKind, needs};

use super::SECTION;
use crate::App;
use crate::dashboard::form::Asked;
use crate::dashboard::here::Here;
use crate::dashboard::pages::Pages;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;

const PER_PAGE: u64 = 25;
const NEWS: [(&str, &str); 1] = [("deleted", "The client is deleted, and its licences are revoked.")];

/// A client in the table.
struct Row {
    id: i64,
    name: String,
    email: String,
    company: String,
    licenses: u64,
    created: Moment,
}

#[derive(Template)]
#[template(path = "dashboard/clients/list.html")]
struct ClientsPage {
    shell: Shell,
    news: &'static str,
    /// Whether the account may have any.
    partner: bool,
    may: bool,
    rows: Vec<Row>,
    pages: Pages,
    base: String,
    header: String,
}

/// The clients, the newest first.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let pages = Pages::asked(&asked, PER_PAGE);
    let found = match list(&app.hub, &here.account(), pages.part(Order::Descending)).await {
        Ok(found) => Some(found),
        // A page that says who has clients, and not merely that this account may not.
        Err(Error::Refused(refusal)) if refusal.kind == RefusalKind::Forbidden => None,
        Err(error) => return Err(error.into()),
    };
    let row = |it: &Client| Row {
        id: it.id.get(),
        name: it.name.to_string(),
        email: it.email.clone().unwrap_or_default(),
        company: it.company.as_ref().map(Name::to_string).unwrap_or_default(),
        licenses: it.licenses,
        created: Moment::new(it.created_at, app.authority.now()),
    };
    let rows = found.iter().flat_map(|found| &found.items).map(row).collect();
    let (partner, total) = (found.is_some(), found.map_or(0, |found| found.total));
    Ok(here.page(SECTION, |shell| ClientsPage {
        shell,
        news: asked.news(&NEWS),
        partner,
        may: here.may(needs::CLIENT_WRITE),
        rows,
        pages: pages.found(total, &[]),
        base: app.config.link_base(),
        header: app.config.server.api_key_header.as_str().to_owned(),
    }))
}
