//! `POST /dashboard/{environment}/settings/name`, `…/password` and `…/sessions/{session}/end`

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::Error;
use keyward_authority::accounts::change_password::change_password;
use keyward_authority::accounts::edit::{Edit, edit};
use keyward_authority::sessions::end::end;

use super::page::show;
use crate::App;
use crate::dashboard::form::Sent;
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem, faults};
use crate::http::Category;

/// Names who is signed in anew, and their company where that was asked.
pub(in crate::dashboard) async fn name(
    State(app): State<Arc<App>>,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let company = sent.all("company").pop().map(|_| sent.filled("company"));
    let input = Edit { name: Some(sent.text("name").to_owned()), company };
    match edit(&app.authority, &here.actor, &input).await {
        Ok(_) => Ok(here.go("/settings?done=named")),
        Err(error) => show(&app, &here, "", faults(error)?, Some(&sent)).await,
    }
}

/// Sets another password; the other sessions end.
pub(in crate::dashboard) async fn password(
    State(app): State<Arc<App>>,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    // Whoever found an open browser must not try passwords.
    app.limit(Category::Login, here.actor.origin.address).await?;
    let (current, new) = (sent.as_typed("current_password"), sent.as_typed("new_password"));
    match change_password(&app.authority, &here.actor, current, new).await {
        Ok(()) => Ok(here.go("/settings?done=password")),
        Err(Error::WrongPassword) => {
            show(&app, &here, "", Faults::one("current_password", "is another"), None).await
        }
        Err(error) => show(&app, &here, "", faults(error)?, None).await,
    }
}

/// Ends a session, such as a lost device's.
pub(in crate::dashboard) async fn end_session(
    State(app): State<Arc<App>>,
    Path((_, session)): Path<(String, String)>,
    here: Here,
    _: Sent,
) -> Result<Response, Problem> {
    end(&app.authority, &here.actor, &session).await?;
    Ok(here.go("/settings?done=ended"))
}
