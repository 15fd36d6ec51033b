//! `/dashboard/{environment}/webhooks/new`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_authority::webhooks::Desk;
use keyward_authority::webhooks::endpoints::Created;
use keyward_authority::webhooks::endpoints::create::{self as operation, CreateEndpoint};
use keyward_authority::{Answer, Once, needs};

use super::form::{Purpose, Typed, show};
use super::secret;
use crate::App;
use crate::dashboard::form::{Sent, once};
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem, faults};

/// The form, empty.
pub(in crate::dashboard) async fn page(State(app): State<Arc<App>>, here: Here) -> Result<Response, Problem> {
    here.actor.may_write(needs::WEBHOOK_WRITE)?;
    Ok(show(&here, purpose(&app), Typed::default(), Faults::default()))
}

/// Makes an endpoint, and shows its secret: this answer alone has it. A form that comes again, by a reload, leads to the endpoint's page.
pub(in crate::dashboard) async fn create(
    State(app): State<Arc<App>>,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let typed = Typed::sent(&sent);
    if sent.text("once").is_empty() {
        let faults = Faults::one("", "This page is too old. Send it once more.");
        return Ok(show(&here, purpose(&app), typed, faults));
    }
    let input =
        CreateEndpoint { url: typed.url.clone(), events: typed.events(), description: typed.description() };
    let kept = |created: &Created| (201, app.authority.ids().encode(created.endpoint.id).into_bytes());
    let (path, body) = (here.path("/webhooks"), sent.body());
    let once = Once::per_key(&path, sent.text("once"), &body, &kept);
    match operation::create(&app.authority, &here.actor, Desk::Native, &input, &once).await {
        Ok(Answer::Fresh(created)) => Ok(secret::show(&app, &here, &created, "will be told")),
        Ok(Answer::Again { body, .. }) => {
            Ok(here.go(&format!("/webhooks/{}", String::from_utf8_lossy(&body))))
        }
        Err(error) => Ok(show(&here, purpose(&app), typed, faults(error)?)),
    }
}

fn purpose(app: &App) -> Purpose {
    Purpose {
        title: "Add an endpoint",
        button: "Add endpoint",
        path: "/webhooks".to_owned(),
        back: "/webhooks".to_owned(),
        once: once(app),
    }
}
