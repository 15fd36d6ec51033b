//! `/dashboard/{environment}/gates/{gate}/edit`

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::gates::{get, update};
use keyward_authority::needs;

use super::form::{Purpose, Typed, show};
use crate::App;
use crate::dashboard::form::Sent;
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem, faults};

/// The form, with what the gate is.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
    here: Here,
) -> Result<Response, Problem> {
    here.actor.may_write(needs::GATE_WRITE)?;
    let gate = get::get(&app.authority, &here.actor, &id).await?;
    Ok(show(&here, purpose(&id), Typed::of(&gate), Faults::default()))
}

/// Puts what was typed in its place. The next request is asked by it.
pub(in crate::dashboard) async fn edit(
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let typed = Typed::sent(&sent);
    let more = sent.text("more");
    if !more.is_empty() {
        return Ok(show(&here, purpose(&id), typed.with_room(more), Faults::default()));
    }
    let spec = match typed.spec() {
        Ok(spec) => spec,
        Err(faults) => return Ok(show(&here, purpose(&id), typed, faults)),
    };
    match update::update(&app.authority, &here.actor, &id, &spec).await {
        Ok(_) => Ok(here.go(&format!("/gates/{id}?done=changed"))),
        Err(error) => Ok(show(&here, purpose(&id), typed, faults(error)?)),
    }
}

fn purpose(id: &str) -> Purpose {
    Purpose {
        title: "Change the gate".to_owned(),
        button: "Save",
        path: format!("/gates/{id}/edit"),
        back: format!("/gates/{id}"),
        once: String::new(),
    }
}
