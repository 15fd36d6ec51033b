//! `/dashboard/{environment}/environments`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_authority::Once;
use keyward_authority::environments::create::{self as operation, CreateEnvironment};
use keyward_authority::environments::list::list;
use keyward_domain::{EnvironmentType, Page};

use crate::App;
use crate::dashboard::form::{Asked, Fields, Sent};
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem, faults};
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;

/// The section's name in the navigation.
const SECTION: &str = "environments";
/// More environments than a tenant has.
const MOST: u64 = 100;

/// An environment in the table.
struct Row {
    id: String,
    name: String,
    production: bool,
    created: Moment,
}

#[derive(Template)]
#[template(path = "dashboard/environments/page.html")]
struct EnvironmentsPage {
    shell: Shell,
    news: &'static str,
    faults: Faults,
    sent: Fields,
    rows: Vec<Row>,
}

/// The environments, and a form for another.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let news = if asked.text("done") == "made" { "The environment is there." } else { "" };
    show(&app, &here, news, Faults::default(), Fields::default()).await
}

/// Adds an environment.
pub(in crate::dashboard) async fn create(
    State(app): State<Arc<App>>,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let input = CreateEnvironment { name: sent.text("name").to_owned(), kind: sent.text("type").to_owned() };
    match operation::create(&app.authority, &here.actor, &input, &Once::no()).await {
        Ok(_) => Ok(here.go("/environments?done=made")),
        Err(error) => show(&app, &here, "", faults(error)?, sent).await,
    }
}

async fn show(
    app: &App,
    here: &Here,
    news: &'static str,
    faults: Faults,
    sent: Fields,
) -> Result<Response, Problem> {
    let found = list(&app.authority, &here.actor, Page::first(MOST)).await?;
    let row = |it: keyward_domain::Environment| Row {
        id: app.authority.ids().encode(it.id),
        name: it.name.to_string(),
        production: it.kind == EnvironmentType::Production,
        created: Moment::new(it.created_at, app.authority.now()),
    };
    let rows = found.items.into_iter().map(row).collect();
    let status = faults.status();
    Ok(here.page_as(status, SECTION, |shell| EnvironmentsPage { shell, news, faults, sent, rows }))
}
