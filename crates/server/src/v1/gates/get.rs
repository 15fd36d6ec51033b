//! `GET /v1/gates/{id}`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, GateView};
use keyward_authority::gates;

use super::view;
use crate::App;
use crate::http::{ApiError, Caller, Path};

/// One gate.
#[utoipa::path(
    get,
    path = "/v1/gates/{id}",
    tag = "gates",
    operation_id = "get_gate",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, body = GateView), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<axum::Json<GateView>, ApiError> {
    let gate = gates::get::get(&app.authority, &actor, &id).await?;
    Ok(axum::Json(view(&app, &actor, &gate)))
}
