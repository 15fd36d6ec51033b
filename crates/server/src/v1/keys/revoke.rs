//! `DELETE /v1/keys/{id}`

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use keyward_api::ErrorBody;
use keyward_authority::keys;

use crate::App;
use crate::http::{ApiError, Caller, Path};

/// Revoke a key for ever. No check that begins after this answer passes.
#[utoipa::path(
    delete,
    path = "/v1/keys/{id}",
    tag = "keys",
    operation_id = "revoke_key",
    params(("id" = String, Path, description = "The key's id")),
    responses((status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn revoke(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<StatusCode, ApiError> {
    keys::revoke::revoke(&app.authority, &actor, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
