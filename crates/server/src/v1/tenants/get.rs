//! `GET /v1/tenants/{id}`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, TenantView};
use keyward_authority::tenants;

use super::view;
use crate::App;
use crate::http::{ApiError, AtLarge, Path};

/// Your own tenant; for an operator, any.
#[utoipa::path(
    get,
    path = "/v1/tenants/{id}",
    tag = "accounts",
    operation_id = "get_tenant",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, body = TenantView), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    AtLarge(actor): AtLarge,
    Path(id): Path,
) -> Result<axum::Json<TenantView>, ApiError> {
    let tenant = tenants::get::get(&app.authority, &actor, &id).await?;
    Ok(axum::Json(view(app.authority.ids(), &tenant)))
}
