//! `GET /dashboard/{environment}/gates`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_authority::gates::list::list;
use keyward_authority::needs;
use keyward_domain::Order;
use keyward_domain::gates::Gate;

use super::SECTION;
use crate::App;
use crate::dashboard::form::Asked;
use crate::dashboard::here::Here;
use crate::dashboard::pages::Pages;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;

const PER_PAGE: u64 = 25;
const NEWS: [(&str, &str); 1] =
    [("deleted", "The gate is deleted. Whatever asks it is refused from now on.")];

/// A gate in the table.
struct Row {
    id: String,
    name: String,
    permissions: Option<String>,
    rules: usize,
    limits: usize,
    lets_pass: bool,
    created: Moment,
}

#[derive(Template)]
#[template(path = "dashboard/gates/list.html")]
struct ListPage {
    shell: Shell,
    news: &'static str,
    q: String,
    may: bool,
    rows: Vec<Row>,
    pages: Pages,
    base: String,
    header: String,
}

/// A table to search and page through, by name.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let q: String = asked.text("q").chars().filter(|char| !char.is_control()).take(255).collect();
    let pages = Pages::asked(&asked, PER_PAGE);
    let search = Some(q.as_str()).filter(|text| !text.is_empty());
    let found = list(&app.authority, &here.actor, search, pages.part(Order::Ascending)).await?;
    let row = |it: Gate| Row {
        id: app.authority.ids().encode(it.id),
        name: it.name.to_string(),
        permissions: it.settings.permissions.as_ref().map(|query| query.as_str().to_owned()),
        rules: it.settings.rules.len(),
        limits: it.settings.limits.len(),
        lets_pass: it.settings.on_outage == keyward_domain::gates::OnOutage::Allow,
        created: Moment::new(it.created_at, app.authority.now()),
    };
    let rows = found.items.into_iter().map(row).collect();
    let pages = pages.found(found.total, &[("q", &q)]);
    Ok(here.page(SECTION, |shell| ListPage {
        shell,
        news: asked.news(&NEWS),
        q,
        may: here.may(needs::GATE_WRITE),
        rows,
        pages,
        base: app.config.link_base(),
        header: app.config.server.api_key_header.as_str().to_owned(),
    }))
}
