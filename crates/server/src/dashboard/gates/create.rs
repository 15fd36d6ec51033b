//! `/dashboard/{environment}/gates/new`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_authority::gates::{Created, create as operation};
use keyward_authority::{Answer, Once, needs};

use super::form::{Purpose, Typed, show};
use super::secret;
use crate::App;
use crate::dashboard::form::{Sent, once};
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem, faults};

/// The form, empty.
pub(in crate::dashboard) async fn page(State(app): State<Arc<App>>, here: Here) -> Result<Response, Problem> {
    here.actor.may_write(needs::GATE_WRITE)?;
    Ok(show(&here, purpose(&app), Typed::default(), Faults::default()))
}

/// Makes a gate, and shows its secret: this answer alone has it. A form that comes again, by a reload, leads to the gate's page.
pub(in crate::dashboard) async fn create(
    State(app): State<Arc<App>>,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let typed = Typed::sent(&sent);
    let more = sent.text("more");
    if !more.is_empty() {
        return Ok(show(&here, purpose(&app), typed.with_room(more), Faults::default()));
    }
    if sent.text("once").is_empty() {
        let faults = Faults::one("", "This page is too old. Send it once more.");
        return Ok(show(&here, purpose(&app), typed, faults));
    }
    let spec = match typed.spec() {
        Ok(spec) => spec,
        Err(faults) => return Ok(show(&here, purpose(&app), typed, faults)),
    };
    let kept = |created: &Created| (201, app.authority.ids().encode(created.gate.id).into_bytes());
    let (path, body) = (here.path("/gates"), sent.body());
    let once = Once::per_key(&path, sent.text("once"), &body, &kept);
    match operation::create(&app.authority, &here.actor, &spec, &once).await {
        Ok(Answer::Fresh(created)) => Ok(secret::show(&app, &here, &created, "is ready")),
        Ok(Answer::Again { body, .. }) => Ok(here.go(&format!("/gates/{}", String::from_utf8_lossy(&body)))),
        Err(error) => Ok(show(&here, purpose(&app), typed, faults(error)?)),
    }
}

fn purpose(app: &App) -> Purpose {
    Purpose {
        title: "Create a gate".to_owned(),
        button: "Create gate",
        path: "/gates".to_owned(),
        back: "/gates".to_owned(),
        once: once(app),
    }
}
