//! `POST /v1/connections`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_api::{ConnectionView, CreateConnection, ErrorBody};
use keyward_authority::webhooks::inbound::connect as operation;
use keyward_domain::webhook::WebhookConnection;
use keyward_token::PlainSecret;

use super::view;
use crate::App;
use crate::http::{self, ApiError, Caller, IdempotencyKey, Json};

/// Take the webhooks of a provider, which are proven by this secret.
///
/// The secret is kept sealed and never shown. The provider is to send to `path`, below the server's public URL.
#[utoipa::path(
    post,
    path = "/v1/connections",
    tag = "webhooks",
    operation_id = "create_connection",
    request_body = CreateConnection,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key and body within 24 hours give the first answer again")),
    responses((status = 201, body = ConnectionView), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody))
)]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    key: IdempotencyKey,
    body: Json<CreateConnection>,
) -> Result<Response, ApiError> {
    let render = |made: &WebhookConnection| http::created(&view(&app, made));
    let once = key.once("POST /v1/connections", &body.raw, &render);
    let CreateConnection { provider, secret } = body.value;
    let input = operation::CreateConnection { provider, secret: PlainSecret::new(secret) };
    let answer = operation::connect(&app.authority, &actor, &input, &once).await?;
    Ok(http::respond(&answer, &render))
}
