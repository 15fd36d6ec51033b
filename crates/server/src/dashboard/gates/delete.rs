//! `/dashboard/{environment}/gates/{gate}/delete`

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::gates::{delete as operation, get};
use keyward_authority::needs;

use super::SECTION;
use crate::App;
use crate::dashboard::form::Sent;
use crate::dashboard::here::Here;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;

#[derive(Template)]
#[template(path = "dashboard/gates/delete.html")]
struct DeletePage {
    shell: Shell,
    id: String,
    name: String,
    created: Moment,
}

/// What will break.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
    here: Here,
) -> Result<Response, Problem> {
    here.actor.may_write(needs::GATE_WRITE)?;
    let gate = get::get(&app.authority, &here.actor, &id).await?;
    let created = Moment::new(gate.created_at, app.authority.now());
    Ok(here.page(SECTION, |shell| DeletePage { shell, id, name: gate.name.to_string(), created }))
}

/// Ends it for ever.
pub(in crate::dashboard) async fn delete(
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
    here: Here,
    _: Sent,
) -> Result<Response, Problem> {
    operation::delete(&app.authority, &here.actor, &id).await?;
    Ok(here.go("/gates?done=deleted"))
}
