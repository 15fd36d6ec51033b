//! `DELETE /v1/webhooks/endpoints/{id}`

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use keyward_api::ErrorBody;
use keyward_authority::webhooks::{EndpointId, endpoints};

use crate::App;
use crate::http::{ApiError, Caller, Path};

/// Remove an endpoint. What waits for it is not sent any more.
#[utoipa::path(
    delete,
    path = "/v1/webhooks/endpoints/{id}",
    tag = "webhooks",
    operation_id = "delete_webhook",
    params(("id" = String, Path, description = "The endpoint's id")),
    responses((status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<StatusCode, ApiError> {
    endpoints::delete::delete(&app.authority, &actor, EndpointId::Native(&id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
