//! `PATCH /v1/webhooks/endpoints/{id}`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, PatchWebhook, WebhookView};
use keyward_authority::webhooks::EndpointId;
use keyward_authority::webhooks::endpoints::update::{self as operation, UpdateEndpoint};

use super::view;
use crate::App;
use crate::http::{ApiError, Caller, Json, Path};

/// Change an endpoint; what is absent stays. The secret has a route of its own.
#[utoipa::path(
    patch,
    path = "/v1/webhooks/endpoints/{id}",
    tag = "webhooks",
    operation_id = "update_webhook",
    params(("id" = String, Path, description = "The endpoint's id")),
    request_body = PatchWebhook,
    responses((status = 200, body = WebhookView), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn update(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
    body: Json<PatchWebhook>,
) -> Result<axum::Json<WebhookView>, ApiError> {
    let PatchWebhook { url, events, description, is_active } = body.value;
    let input = UpdateEndpoint { url, events, description, is_active };
    let changed = operation::update(&app.authority, &actor, EndpointId::Native(&id), &input).await?;
    Ok(axum::Json(view::endpoint(&app, &changed)))
}
