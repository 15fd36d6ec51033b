//! `PUT /v1/environments/{id}`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{EnvironmentView, ErrorBody, Rename};
use keyward_authority::environments;

use super::view;
use crate::App;
use crate::http::{ApiError, Caller, Json, Path};

/// Name an environment anew. What it is for stays.
#[utoipa::path(
    put,
    path = "/v1/environments/{id}",
    tag = "accounts",
    operation_id = "update_environment",
    params(("id" = String, Path, description = "Its id")),
    request_body = Rename,
    responses((status = 200, body = EnvironmentView), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody))
)]
pub(crate) async fn rename(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
    body: Json<Rename>,
) -> Result<axum::Json<EnvironmentView>, ApiError> {
    let environment = environments::rename::rename(&app.authority, &actor, &id, &body.value.name).await?;
    Ok(axum::Json(view(app.authority.ids(), &environment)))
}
