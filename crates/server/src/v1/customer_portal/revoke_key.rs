//! `DELETE /v1/customer/portal/keys/{id}`

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use keyward_api::ErrorBody;
use keyward_authority::customer_portal;

use crate::App;
use crate::http::{ApiError, Path, PortalCaller};

/// Revoke a key of the customer's own, for ever.
#[utoipa::path(
    delete,
    path = "/v1/customer/portal/keys/{id}",
    tag = "customer portal",
    operation_id = "revoke_customer_key",
    security(("session_token" = [])),
    params(("id" = String, Path, description = "The key's id")),
    responses((status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn revoke_key(
    State(app): State<Arc<App>>,
    PortalCaller(actor): PortalCaller,
    Path(id): Path,
) -> Result<StatusCode, ApiError> {
    customer_portal::keys::revoke::revoke(&app.authority, &actor, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
