//! `GET /v1/environments/{id}`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{EnvironmentView, ErrorBody};
use keyward_authority::environments;

use super::view;
use crate::App;
use crate::http::{ApiError, Caller, Path};

/// One environment.
#[utoipa::path(
    get,
    path = "/v1/environments/{id}",
    tag = "accounts",
    operation_id = "get_environment",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, body = EnvironmentView), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<axum::Json<EnvironmentView>, ApiError> {
    let environment = environments::get::get(&app.authority, &actor, &id).await?;
    Ok(axum::Json(view(app.authority.ids(), &environment)))
}
