//! `POST /v1/gates/{id}/rotate-secret`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_api::{ErrorBody, GateWithSecret};
use keyward_authority::gates::{Created, rotate as operation};

use super::with_secret;
use crate::App;
use crate::http::{self, ApiError, Caller, IdempotencyKey, Path};

/// Give a gate another secret.
///
/// The old one is good for nothing from now on. The new one is in this answer and never again.
#[utoipa::path(
    post,
    path = "/v1/gates/{id}/rotate-secret",
    tag = "gates",
    operation_id = "rotate_gate_secret",
    params(
        ("id" = String, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key within 24 hours gives the first answer again")
    ),
    responses((status = 201, body = GateWithSecret), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody))
)]
pub(crate) async fn rotate(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
    key: IdempotencyKey,
) -> Result<Response, ApiError> {
    let render = |made: &Created| http::created(&with_secret(&app, &actor, made));
    // Another gate under the same key is another request.
    let once = key.once("POST /v1/gates/{id}/rotate-secret", id.as_bytes(), &render);
    let answer = operation::rotate(&app.authority, &actor, &id, &once).await?;
    Ok(http::respond(&answer, &render))
}
