//! `/dashboard/{environment}/keys/{key}/rotate`

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::keys::{Created, get, rotate as operation};
use keyward_authority::{Answer, Once};

use super::{Row, SECTION, secret};
use crate::App;
use crate::dashboard::form::{Sent, once};
use crate::dashboard::here::Here;
use crate::dashboard::names::Names;
use crate::dashboard::problem::{Faults, Problem, faults};
use crate::dashboard::shell::Shell;

/// For how long the old key goes on: seconds, and what they are called.
const GRACES: [(i64, &str); 5] = [
    (86_400, "24 hours"),
    (3_600, "1 hour"),
    (604_800, "7 days"),
    (operation::MAX_GRACE_SECONDS, "30 days"),
    (0, "Not at all: it ends now"),
];

#[derive(Template)]
#[template(path = "dashboard/keys/rotate.html")]
struct RotatePage {
    shell: Shell,
    row: Row,
    faults: Faults,
    once: String,
}

/// The form.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Path((_, key)): Path<(String, String)>,
    here: Here,
) -> Result<Response, Problem> {
    show(&app, &here, &key, Faults::default()).await
}

/// Issues the key that takes its place, and shows its secret this once.
pub(in crate::dashboard) async fn rotate(
    State(app): State<Arc<App>>,
    Path((_, key)): Path<(String, String)>,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let Ok(grace) = sent.text("grace").parse() else {
        return show(&app, &here, &key, Faults::one("grace_seconds", "must be a number")).await;
    };
    if sent.text("once").is_empty() {
        return show(&app, &here, &key, Faults::one("", "This page is too old. Send it once more.")).await;
    }
    let kept = |created: &Created| (201, app.authority.ids().encode(created.key.id).into_bytes());
    let (path, body) = (here.path(&format!("/keys/{key}/rotate")), sent.body());
    let once = Once::per_key(&path, sent.text("once"), &body, &kept);
    match operation::rotate(&app.authority, &here.actor, &key, grace, &once).await {
        Ok(Answer::Fresh(created)) => Ok(secret::show(&app, &here, &created, "has a new secret")),
        Ok(Answer::Again { body, .. }) => Ok(here.go(&format!("/keys/{}", String::from_utf8_lossy(&body)))),
        Err(error) => show(&app, &here, &key, faults(error)?).await,
    }
}

async fn show(app: &App, here: &Here, key: &str, faults: Faults) -> Result<Response, Problem> {
    let owned = get::get(&app.authority, &here.actor, key).await?;
    let row = Row::of(&app.authority, &owned, &mut Names::new(&app.authority, &here.actor)).await;
    let status = faults.status();
    let once = once(app);
    Ok(here.page_as(status, SECTION, |shell| RotatePage { shell, row, faults, once }))
}
