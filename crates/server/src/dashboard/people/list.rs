//! `GET /dashboard/{environment}/people`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_authority::users::members::list;
use keyward_domain::Order;

use super::member::Row;
use super::{SECTION, may_invite};
use crate::App;
use crate::dashboard::form::Asked;
use crate::dashboard::here::Here;
use crate::dashboard::pages::Pages;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;

const PER_PAGE: u64 = 50;
const NEWS: [(&str, &str); 2] = [
    ("invited", "The invitation is on its way. It is good for seven days."),
    ("removed", "The account is removed, and its sessions have ended."),
];

#[derive(Template)]
#[template(path = "dashboard/people/list.html")]
struct PeoplePage {
    shell: Shell,
    news: &'static str,
    may_invite: bool,
    rows: Vec<Row>,
    pages: Pages,
    issuers: Vec<Issuer>,
}

/// Somebody else who may say who a person of this tenant is.
struct Issuer {
    name: String,
    /// How its tokens are verified.
    by: &'static str,
    /// What somebody has who comes for the first time.
    roles: Vec<String>,
}

/// The tenant's people, oldest first, with those who were invited.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let pages = Pages::asked(&asked, PER_PAGE);
    let found = list(&app.authority, &here.actor, pages.part(Order::Ascending)).await?;
    let rows = found.items.into_iter().map(|member| Row::of(&app.authority, &here, member)).collect();
    let news = asked.news(&NEWS);
    let (pages, may_invite) = (pages.found(found.total, &[]), may_invite(&here));
    let issuers = issuers(&app, &here);
    Ok(here.page(SECTION, |shell| PeoplePage { shell, news, may_invite, rows, pages, issuers }))
}

/// Those of the configuration whose people belong to this tenant.
fn issuers(app: &App, here: &Here) -> Vec<Issuer> {
    let own = app.authority.ids().encode(here.actor.tenant);
    let all = app.config.auth.issuers.iter();
    let ours = all.filter(|it| it.tenant.iter().chain(it.tenants.values()).any(|id| id.as_str() == own));
    let told = ours.map(|it| Issuer {
        name: it.name.as_str().to_owned(),
        by: if it.jwks_url.is_some() || it.jwks_file.is_some() { "public keys" } else { "a shared secret" },
        roles: it.default_roles.clone(),
    });
    told.collect()
}
