//! `DELETE /v1/secrets/api/keys/{id}`

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use keyward_api::ErrorBody;
use keyward_authority::secrets::delete as operation;

use crate::App;
use crate::http::{ApiError, Caller, Path};

/// Revoke a key, at once and for ever.
#[utoipa::path(
    delete,
    path = "/v1/secrets/api/keys/{id}",
    tag = "secrets",
    operation_id = "delete_secret",
    params(("id" = String, Path, description = "The key's id")),
    responses((status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<StatusCode, ApiError> {
    operation::delete(&app.authority, &actor, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
