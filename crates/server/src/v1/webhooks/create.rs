//! `POST /v1/webhooks/endpoints`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_api::{CreateWebhook, ErrorBody, WebhookWithSecret};
use keyward_authority::webhooks::Desk;
use keyward_authority::webhooks::endpoints::Created;
use keyward_authority::webhooks::endpoints::create::{self as operation, CreateEndpoint};

use super::view;
use crate::App;
use crate::http::{self, ApiError, Caller, IdempotencyKey, Json};

/// Make an endpoint that is told what happens.
///
/// The secret is in this answer and never again. Everything that is committed after this answer is told, signed as Standard Webhooks say,
/// and tried again for a day where it is not taken.
#[utoipa::path(
    post,
    path = "/v1/webhooks/endpoints",
    tag = "webhooks",
    operation_id = "create_webhook",
    request_body = CreateWebhook,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key and body within 24 hours give the first answer again")),
    responses((status = 201, body = WebhookWithSecret), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody))
)]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    key: IdempotencyKey,
    body: Json<CreateWebhook>,
) -> Result<Response, ApiError> {
    let render = |made: &Created| http::created(&view::created(&app, made));
    let once = key.once("POST /v1/webhooks/endpoints", &body.raw, &render);
    let CreateWebhook { url, events, description } = body.value;
    let input = CreateEndpoint { url, events, description };
    let answer = operation::create(&app.authority, &actor, Desk::Native, &input, &once).await?;
    Ok(http::respond(&answer, &render))
}
