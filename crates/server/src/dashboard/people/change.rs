//! `POST /dashboard/{environment}/people/{person}/name` and `…/roles`

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::users::rename::rename;
use keyward_authority::users::set_roles::set_roles;

use super::show::show;
use crate::App;
use crate::dashboard::form::Sent;
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Problem, faults};

/// Names a person anew.
pub(in crate::dashboard) async fn name(
    State(app): State<Arc<App>>,
    Path((_, person)): Path<(String, String)>,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    match rename(&app.authority, &here.actor, &person, sent.text("name")).await {
        Ok(_) => Ok(here.go(&format!("/people/{person}?done=named"))),
        Err(error) => show(&app, &here, &person, "", faults(error)?, sent).await,
    }
}

/// Gives a person other roles.
pub(in crate::dashboard) async fn roles(
    State(app): State<Arc<App>>,
    Path((_, person)): Path<(String, String)>,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    match set_roles(&app.authority, &here.actor, &person, &sent.all("role")).await {
        Ok(_) => Ok(here.go(&format!("/people/{person}?done=roles"))),
        Err(error) => show(&app, &here, &person, "", faults(error)?, sent).await,
    }
}
