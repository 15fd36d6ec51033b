//! `GET /v1/rbac/roles/{id}`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, OneRole};
use keyward_authority::roles;

use super::view;
use crate::App;
use crate::http::{ApiError, Caller, Path};

/// One role.
#[utoipa::path(
    get,
    path = "/v1/rbac/roles/{id}",
    tag = "roles",
    operation_id = "get_role",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, body = OneRole), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<axum::Json<OneRole>, ApiError> {
    let role = roles::get::get(&app.authority, &actor, &id).await?;
    Ok(axum::Json(OneRole { role: view(&role) }))
}
