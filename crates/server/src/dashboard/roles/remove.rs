//! `/dashboard/{environment}/roles/{role}/remove`

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::roles::AnyRole;
use keyward_authority::roles::delete::delete;
use keyward_authority::roles::get::get;

use super::SECTION;
use crate::App;
use crate::dashboard::form::Sent;
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem, faults};
use crate::dashboard::shell::Shell;

#[derive(Template)]
#[template(path = "dashboard/roles/remove.html")]
struct RemovePage {
    shell: Shell,
    faults: Faults,
    role: AnyRole,
}

/// What will happen.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Path((_, role)): Path<(String, String)>,
    here: Here,
) -> Result<Response, Problem> {
    show(&app, &here, &role, Faults::default()).await
}

/// Removes a role that nobody holds.
pub(in crate::dashboard) async fn remove(
    State(app): State<Arc<App>>,
    Path((_, role)): Path<(String, String)>,
    here: Here,
    _: Sent,
) -> Result<Response, Problem> {
    match delete(&app.authority, &here.actor, &role).await {
        Ok(()) => Ok(here.go("/roles?done=removed")),
        Err(error) => show(&app, &here, &role, faults(error)?).await,
    }
}

async fn show(app: &App, here: &Here, role: &str, faults: Faults) -> Result<Response, Problem> {
    let role = get(&app.authority, &here.actor, role).await?;
    let status = faults.status();
    Ok(here.page_as(status, SECTION, |shell| RemovePage { shell, faults, role }))
}
