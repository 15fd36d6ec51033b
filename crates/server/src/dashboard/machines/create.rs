//! `/dashboard/{environment}/service-accounts/new`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_authority::Once;
use keyward_authority::roles::AnyRole;
use keyward_authority::roles::list::list;
use keyward_authority::service_accounts::create::{self as operation, CreateServiceAccount};

use super::SECTION;
use crate::App;
use crate::dashboard::form::{Fields, Sent};
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem, faults};
use crate::dashboard::shell::Shell;

#[derive(Template)]
#[template(path = "dashboard/machines/new.html")]
struct NewPage {
    shell: Shell,
    faults: Faults,
    sent: Fields,
    roles: Vec<AnyRole>,
}

/// The form.
pub(in crate::dashboard) async fn form(State(app): State<Arc<App>>, here: Here) -> Result<Response, Problem> {
    show(&app, &here, Faults::default(), Fields::default()).await
}

/// Adds a machine.
pub(in crate::dashboard) async fn create(
    State(app): State<Arc<App>>,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let input = CreateServiceAccount { name: sent.text("name").to_owned(), roles: sent.all("role") };
    match operation::create(&app.authority, &here.actor, &input, &Once::no()).await {
        Ok(_) => Ok(here.go("/service-accounts?done=made")),
        Err(error) => show(&app, &here, faults(error)?, sent).await,
    }
}

async fn show(app: &App, here: &Here, faults: Faults, sent: Fields) -> Result<Response, Problem> {
    let roles = list(&app.authority, &here.actor, Some("service_account")).await?;
    let status = faults.status();
    Ok(here.page_as(status, SECTION, |shell| NewPage { shell, faults, sent, roles }))
}

impl NewPage {
    fn has(&self, role: &str) -> bool {
        self.sent.all("role").iter().any(|chosen| chosen == role)
    }
}
