//! `/dashboard/{environment}/webhooks/{endpoint}/rotate`

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::webhooks::EndpointId;
use keyward_authority::webhooks::endpoints::{Created, get, rotate as operation};
use keyward_authority::{Answer, Once, needs};

use super::{SECTION, secret};
use crate::App;
use crate::dashboard::form::{Sent, once};
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem, faults};
use crate::dashboard::shell::Shell;

/// For how long the old secret signs beside the new one: seconds, and what they are called.
const GRACES: [(i64, &str); 4] = [
    (86_400, "For 24 hours"),
    (3_600, "For 1 hour"),
    (operation::MAX_GRACE_SECONDS, "For 7 days"),
    (0, "Not at all: the new one alone signs from now on"),
];

#[derive(Template)]
#[template(path = "dashboard/webhooks/rotate.html")]
struct RotatePage {
    shell: Shell,
    id: String,
    url: String,
    faults: Faults,
    once: String,
}

/// The form.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
    here: Here,
) -> Result<Response, Problem> {
    here.actor.may_write(needs::WEBHOOK_WRITE)?;
    show(&app, &here, id, Faults::default()).await
}

/// Makes another secret, and shows it this once.
pub(in crate::dashboard) async fn rotate(
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let Ok(grace) = sent.text("grace").parse() else {
        return show(&app, &here, id, Faults::one("grace_seconds", "must be a number")).await;
    };
    if sent.text("once").is_empty() {
        return show(&app, &here, id, Faults::one("", "This page is too old. Send it once more.")).await;
    }
    let kept = |created: &Created| (201, app.authority.ids().encode(created.endpoint.id).into_bytes());
    let (path, body) = (here.path(&format!("/webhooks/{id}/rotate")), sent.body());
    let once = Once::per_key(&path, sent.text("once"), &body, &kept);
    match operation::rotate(&app.authority, &here.actor, EndpointId::Native(&id), grace, &once).await {
        Ok(Answer::Fresh(created)) => Ok(secret::show(&app, &here, &created, "has another secret")),
        Ok(Answer::Again { .. }) => Ok(here.go(&format!("/webhooks/{id}"))),
        Err(error) => show(&app, &here, id, faults(error)?).await,
    }
}

async fn show(app: &App, here: &Here, id: String, faults: Faults) -> Result<Response, Problem> {
    let endpoint = get::get(&app.authority, &here.actor, EndpointId::Native(&id)).await?;
    let status = faults.status();
    let once = once(app);
    Ok(here.page_as(status, SECTION, |shell| RotatePage { shell, id, url: endpoint.url, faults, once }))
}
