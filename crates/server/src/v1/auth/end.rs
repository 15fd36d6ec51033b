//! `DELETE /v1/auth/sessions/{id}`

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use keyward_api::ErrorBody;
use keyward_authority::sessions;

use crate::App;
use crate::http::{ApiError, Caller};

/// Sign out on another device, at once.
#[utoipa::path(
    delete,
    path = "/v1/auth/sessions/{id}",
    tag = "auth",
    operation_id = "end_session",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)),
    security(("bearer" = []))
)]
pub(crate) async fn end(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    sessions::end::end(&app.authority, &actor, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
