//! `DELETE /v1/portal/sessions/{id}`

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use keyward_api::ErrorBody;
use keyward_authority::customer_portal;

use crate::App;
use crate::http::{ApiError, Caller, Path};

/// End a portal session at once.
#[utoipa::path(
    delete,
    path = "/v1/portal/sessions/{id}",
    tag = "portal",
    operation_id = "end_portal",
    params(("id" = String, Path, description = "The session's id")),
    responses((status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn end(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<StatusCode, ApiError> {
    customer_portal::end::end(&app.authority, &actor, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
