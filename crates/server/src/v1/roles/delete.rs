//! `DELETE /v1/rbac/roles/{id}`

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use keyward_api::ErrorBody;
use keyward_authority::roles;

use crate::App;
use crate::http::{ApiError, Caller, Path};

/// Delete a role of your own that nobody holds.
#[utoipa::path(
    delete,
    path = "/v1/rbac/roles/{id}",
    tag = "roles",
    operation_id = "delete_role",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 204), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody))
)]
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<StatusCode, ApiError> {
    roles::delete::delete(&app.authority, &actor, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
