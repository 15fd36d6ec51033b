//! `/dashboard/{environment}/gates/{gate}/rotate`

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::gates::{Created, get, rotate as operation};
use keyward_authority::{Answer, Once, needs};

use super::{SECTION, secret};
use crate::App;
use crate::dashboard::form::{Sent, once};
use crate::dashboard::here::Here;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;

#[derive(Template)]
#[template(path = "dashboard/gates/rotate.html")]
struct RotatePage {
    shell: Shell,
    id: String,
    name: String,
    once: String,
}

/// What it means.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
    here: Here,
) -> Result<Response, Problem> {
    here.actor.may_write(needs::GATE_WRITE)?;
    let gate = get::get(&app.authority, &here.actor, &id).await?;
    let once = once(&app);
    Ok(here.page(SECTION, |shell| RotatePage { shell, id, name: gate.name.to_string(), once }))
}

/// Makes another secret, and shows it this once.
pub(in crate::dashboard) async fn rotate(
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    if sent.text("once").is_empty() {
        return Ok(here.go(&format!("/gates/{id}/rotate")));
    }
    let kept = |created: &Created| (201, app.authority.ids().encode(created.gate.id).into_bytes());
    let (path, body) = (here.path(&format!("/gates/{id}/rotate")), sent.body());
    let once = Once::per_key(&path, sent.text("once"), &body, &kept);
    match operation::rotate(&app.authority, &here.actor, &id, &once).await? {
        Answer::Fresh(created) => Ok(secret::show(&app, &here, &created, "has another secret")),
        Answer::Again { .. } => Ok(here.go(&format!("/gates/{id}"))),
    }
}
