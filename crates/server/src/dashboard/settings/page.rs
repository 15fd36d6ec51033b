//! `GET /dashboard/{environment}/settings`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_authority::accounts::profile::profile;
use keyward_authority::sessions::list::list;
use keyward_authority::{Principal, needs};
use keyward_domain::{Name, Page};

use super::SECTION;
use crate::App;
use crate::dashboard::form::{Asked, Fields};
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem};
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;

/// More sessions than anybody looks through.
const MOST: u64 = 50;
const NEWS: [(&str, &str); 3] = [
    ("named", "Your profile is changed."),
    ("password", "Your password is changed, and your other sessions have ended."),
    ("ended", "The session has ended."),
];

/// A session in the list.
struct Row {
    id: String,
    agent: String,
    address: String,
    since: Moment,
    this: bool,
}

#[derive(Template)]
#[template(path = "dashboard/settings/page.html")]
struct SettingsPage {
    shell: Shell,
    news: &'static str,
    faults: Faults,
    name: String,
    /// Who may change it sees it.
    company: Option<String>,
    sessions: Vec<Row>,
}

/// One's own settings.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let news = asked.news(&NEWS);
    show(&app, &here, news, Faults::default(), None).await
}

pub(super) async fn show(
    app: &App,
    here: &Here,
    news: &'static str,
    faults: Faults,
    typed: Option<&Fields>,
) -> Result<Response, Problem> {
    let found = list(&app.authority, &here.actor, Page::first(MOST)).await?;
    let account = profile(&app.authority, &here.actor).await?;
    let value = |field: &str, known: Option<Name>| match typed {
        Some(typed) => typed.text(field).to_owned(),
        None => known.map(|name| name.to_string()).unwrap_or_default(),
    };
    let name = value("name", account.name);
    let company = here.may(needs::TENANT_WRITE).then(|| value("company", account.company));
    let own = match &here.actor.principal {
        Principal::User { session, .. } => *session,
        Principal::Key(_) | Principal::Operator => None,
    };
    let row = |it: keyward_domain::Session| Row {
        id: app.authority.ids().encode(it.id),
        agent: it.user_agent.unwrap_or_else(|| "A program that does not say what it is".to_owned()),
        address: it.address.unwrap_or_default(),
        since: Moment::new(it.created_at, app.authority.now()),
        this: Some(it.id) == own,
    };
    let sessions = found.items.into_iter().map(row).collect();
    let status = faults.status();
    Ok(here.page_as(status, SECTION, |shell| SettingsPage { shell, news, faults, name, company, sessions }))
}
