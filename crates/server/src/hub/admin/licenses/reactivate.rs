//! `POST /api/v1/admin/licenses/{id}/reactivate`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::licenses::reactivate as operation;

use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::licenses::LicenseId;
use crate::hub::licenses::view::License;
use crate::hub::who::Operator;

/// Make a revoked license good again, whatever the reason was. Where it was active is not restored.
#[utoipa::path(
    post,
    path = "/api/v1/admin/licenses/{id}/reactivate",
    tag = "hub",
    operation_id = "admin_reactivate_license",
    params(("id" = i64, Path, description = "Its id")),
    responses((status = 200, body = License), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn reactivate(
    State(app): State<Arc<App>>,
    call: Call<Operator, LicenseId>,
) -> Result<axum::Json<License>, Problem> {
    Ok(axum::Json((&operation::reactivate(&app.hub, &call.who.0, call.input.0).await?).into()))
}
