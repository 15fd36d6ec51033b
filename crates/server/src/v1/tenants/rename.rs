//! `PUT /v1/tenants/{id}`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, Rename, TenantView};
use keyward_authority::tenants;

use super::view;
use crate::App;
use crate::http::{ApiError, AtLarge, Json, Path};

/// Name your own tenant anew; as an operator, any.
#[utoipa::path(
    put,
    path = "/v1/tenants/{id}",
    tag = "accounts",
    operation_id = "update_tenant",
    params(("id" = String, Path, description = "Its id")),
    request_body = Rename,
    responses((status = 200, body = TenantView), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody))
)]
pub(crate) async fn rename(
    State(app): State<Arc<App>>,
    AtLarge(actor): AtLarge,
    Path(id): Path,
    body: Json<Rename>,
) -> Result<axum::Json<TenantView>, ApiError> {
    let tenant = tenants::rename::rename(&app.authority, &actor, &id, &body.value.name).await?;
    Ok(axum::Json(view(app.authority.ids(), &tenant)))
}
