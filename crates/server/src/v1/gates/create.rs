//! `POST /v1/gates`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_api::{ErrorBody, GateBody, GateWithSecret};
use keyward_authority::gates::{Created, create as operation};

use super::{spec, with_secret};
use crate::App;
use crate::http::{self, ApiError, Caller, IdempotencyKey, Json};

/// Make a gate.
///
/// The secret is in this answer and never again. A proxy sends it as `X-Gate-Secret`.
#[utoipa::path(
    post,
    path = "/v1/gates",
    tag = "gates",
    operation_id = "create_gate",
    request_body = GateBody,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key and body within 24 hours give the first answer again")),
    responses((status = 201, body = GateWithSecret), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody))
)]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    key: IdempotencyKey,
    body: Json<GateBody>,
) -> Result<Response, ApiError> {
    let render = |made: &Created| http::created(&with_secret(&app, &actor, made));
    let once = key.once("POST /v1/gates", &body.raw, &render);
    let answer = operation::create(&app.authority, &actor, &spec(body.value), &once).await?;
    Ok(http::respond(&answer, &render))
}
