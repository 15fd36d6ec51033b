//! `POST /v1/tenants/{id}/suspend`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, TenantView};
use keyward_authority::tenants::set_status::set_status;
use keyward_domain::TenantStatus;

use super::view;
use crate::App;
use crate::http::{ApiError, AtLarge, Path};

/// Let a tenant read and not write, from its next request on. For operators.
#[utoipa::path(
    post,
    path = "/v1/tenants/{id}/suspend",
    tag = "operators",
    operation_id = "suspend_tenant",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, body = TenantView), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn suspend(
    State(app): State<Arc<App>>,
    AtLarge(actor): AtLarge,
    Path(id): Path,
) -> Result<axum::Json<TenantView>, ApiError> {
    let tenant = set_status(&app.authority, &actor, &id, TenantStatus::Suspended).await?;
    Ok(axum::Json(view(app.authority.ids(), &tenant)))
}
