//! `POST /api/v1/portal/licenses/{id}/reactivate`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::licenses::reactivate as operation;

use super::LicenseId;
use super::view::License;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::who::KeyOrPerson;

/// Give a revoked license back. It is active nowhere: sites activate it anew.
#[utoipa::path(
    post,
    path = "/api/v1/portal/licenses/{id}/reactivate",
    tag = "hub",
    operation_id = "reactivate_license",
    params(("id" = i64, Path, description = "Its id")),
    responses((status = 200, body = License), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []), ("api_key" = []))
)]
pub(crate) async fn reactivate(
    State(app): State<Arc<App>>,
    call: Call<KeyOrPerson, LicenseId>,
) -> Result<axum::Json<License>, Problem> {
    Ok(axum::Json((&operation::reactivate(&app.hub, &call.who.0, call.input.0).await?).into()))
}
