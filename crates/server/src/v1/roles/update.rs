//! `PUT /v1/rbac/roles/{id}`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, OneRole, RoleBody};
use keyward_authority::roles;

use super::view;
use crate::App;
use crate::http::{ApiError, Caller, Json, Path};

/// Change a role of your own, for who holds it. Keys keep what they were made with.
#[utoipa::path(
    put,
    path = "/v1/rbac/roles/{id}",
    tag = "roles",
    operation_id = "update_role",
    params(("id" = String, Path, description = "Its id")),
    request_body = RoleBody,
    responses((status = 200, body = OneRole), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn update(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
    body: Json<RoleBody>,
) -> Result<axum::Json<OneRole>, ApiError> {
    let role = roles::update::update(&app.authority, &actor, &id, &super::spec(body.value)).await?;
    Ok(axum::Json(OneRole { role: view(&role) }))
}
