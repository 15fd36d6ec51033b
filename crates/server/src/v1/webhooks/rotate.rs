//! `POST /v1/webhooks/endpoints/{id}/rotate-secret`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_api::{ErrorBody, RotateWebhook, WebhookWithSecret};
use keyward_authority::webhooks::EndpointId;
use keyward_authority::webhooks::endpoints::{Created, rotate as operation};

use super::view;
use crate::App;
use crate::http::{self, ApiError, Caller, IdempotencyKey, Json, Path};

const A_DAY: i64 = 86_400;

/// Give an endpoint another secret.
///
/// The new one is in this answer and never again. Until the grace ends, each webhook carries a signature of either, so that a receiver may
/// change over at any time.
#[utoipa::path(
    post,
    path = "/v1/webhooks/endpoints/{id}/rotate-secret",
    tag = "webhooks",
    operation_id = "rotate_webhook_secret",
    params(("id" = String, Path, description = "The endpoint's id"), ("Idempotency-Key" = Option<String>, Header, description = "The same key and body within 24 hours give the first answer again")),
    request_body = RotateWebhook,
    responses((status = 201, body = WebhookWithSecret), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody))
)]
pub(crate) async fn rotate(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
    key: IdempotencyKey,
    body: Json<RotateWebhook>,
) -> Result<Response, ApiError> {
    let render = |made: &Created| http::created(&view::created(&app, made));
    // Another endpoint under the same key is another request.
    let sent = [id.as_bytes(), b"\n", &body.raw].concat();
    let once = key.once("POST /v1/webhooks/endpoints/{id}/rotate-secret", &sent, &render);
    let (endpoint, grace) = (EndpointId::Native(&id), body.value.grace_seconds.unwrap_or(A_DAY));
    let answer = operation::rotate(&app.authority, &actor, endpoint, grace, &once).await?;
    Ok(http::respond(&answer, &render))
}
