//! `DELETE /v1/gates/{id}`

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use keyward_api::ErrorBody;
use keyward_authority::gates;

use crate::App;
use crate::http::{ApiError, Caller, Path};

/// Delete a gate: from now on nobody passes it.
#[utoipa::path(
    delete,
    path = "/v1/gates/{id}",
    tag = "gates",
    operation_id = "delete_gate",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<StatusCode, ApiError> {
    gates::delete::delete(&app.authority, &actor, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
