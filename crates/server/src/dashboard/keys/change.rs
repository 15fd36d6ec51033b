//! `POST /dashboard/{environment}/keys/{key}/disable` and `…/enable`

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::keys::{disable as off, enable as on};

use crate::App;
use crate::dashboard::form::Sent;
use crate::dashboard::here::Here;
use crate::dashboard::problem::Problem;

/// Switches a key off.
pub(in crate::dashboard) async fn disable(
    State(app): State<Arc<App>>,
    Path((_, key)): Path<(String, String)>,
    here: Here,
    _: Sent,
) -> Result<Response, Problem> {
    off::disable(&app.authority, &here.actor, &key).await?;
    Ok(here.go(&format!("/keys/{key}?done=disabled")))
}

/// Switches a key on again.
pub(in crate::dashboard) async fn enable(
    State(app): State<Arc<App>>,
    Path((_, key)): Path<(String, String)>,
    here: Here,
    _: Sent,
) -> Result<Response, Problem> {
    on::enable(&app.authority, &here.actor, &key).await?;
    Ok(here.go(&format!("/keys/{key}?done=enabled")))
}
