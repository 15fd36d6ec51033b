//! `GET /v1/audit/export`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_api::ErrorBody;
use keyward_authority::audit::list::Export;

use super::Filter;
use crate::http::{ApiError, Caller, Query};
use crate::{App, trail};

/// The trail as NDJSON, oldest first, one entry a line, however long it is.
#[utoipa::path(
    get,
    path = "/v1/audit/export",
    tag = "audit",
    operation_id = "export_audit",
    params(Filter),
    responses(
        (status = 200, content_type = "application/x-ndjson", body = String),
        (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody)
    )
)]
pub(crate) async fn export(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Query(filter): Query<Filter>,
) -> Result<Response, ApiError> {
    let export = Export::begin(&app.authority, &actor, &filter.input())?;
    Ok(trail::lines(app, export))
}
