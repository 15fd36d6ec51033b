//! `GET /v1/webhooks/endpoints/{id}`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, WebhookView};
use keyward_authority::webhooks::{EndpointId, endpoints};

use super::view;
use crate::App;
use crate::http::{ApiError, Caller, Path};

/// One endpoint; never its secret.
#[utoipa::path(
    get,
    path = "/v1/webhooks/endpoints/{id}",
    tag = "webhooks",
    operation_id = "get_webhook",
    params(("id" = String, Path, description = "The endpoint's id")),
    responses((status = 200, body = WebhookView), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<axum::Json<WebhookView>, ApiError> {
    let found = endpoints::get::get(&app.authority, &actor, EndpointId::Native(&id)).await?;
    Ok(axum::Json(view::endpoint(&app, &found)))
}
