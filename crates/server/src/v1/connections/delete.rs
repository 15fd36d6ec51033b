//! `DELETE /v1/connections/{id}`

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use keyward_api::ErrorBody;
use keyward_authority::webhooks::inbound::disconnect as operation;

use crate::App;
use crate::http::{ApiError, Caller, Path};

/// Take a provider's webhooks no more.
#[utoipa::path(
    delete,
    path = "/v1/connections/{id}",
    tag = "webhooks",
    operation_id = "delete_connection",
    params(("id" = String, Path, description = "The connection's id")),
    responses((status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<StatusCode, ApiError> {
    operation::disconnect(&app.authority, &actor, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
