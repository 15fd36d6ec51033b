//! `GET /dashboard/{environment}/audit/export`

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use keyward_authority::audit::list::Export;

use super::page::input;
use crate::dashboard::form::Asked;
use crate::dashboard::here::Here;
use crate::dashboard::problem::Problem;
use crate::{App, trail};

/// What the table shows, on all its pages, as a file to keep: NDJSON, oldest first.
pub(in crate::dashboard) async fn export(
    State(app): State<Arc<App>>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let export = Export::begin(&app.authority, &here.actor, &input(&asked))?;
    let mut response = trail::lines(app, export);
    let name = HeaderValue::from_static("attachment; filename=\"audit.ndjson\"");
    response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}
