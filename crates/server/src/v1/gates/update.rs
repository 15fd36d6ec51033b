//! `PUT /v1/gates/{id}`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, GateBody, GateView};
use keyward_authority::gates;

use super::{spec, view};
use crate::App;
use crate::http::{ApiError, Caller, Json, Path};

/// Put another definition in a gate's place.
///
/// What is absent is as by default. The secret stays. The next request is asked by the new definition.
#[utoipa::path(
    put,
    path = "/v1/gates/{id}",
    tag = "gates",
    operation_id = "update_gate",
    params(("id" = String, Path, description = "Its id")),
    request_body = GateBody,
    responses((status = 200, body = GateView), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody))
)]
pub(crate) async fn update(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
    body: Json<GateBody>,
) -> Result<axum::Json<GateView>, ApiError> {
    let gate = gates::update::update(&app.authority, &actor, &id, &spec(body.value)).await?;
    Ok(axum::Json(view(&app, &actor, &gate)))
}
