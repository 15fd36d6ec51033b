//! `DELETE /api/v1/portal/licenses/{id}`

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use keyward_hub::licenses::delete as operation;

use super::LicenseId;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::who::Person;

/// Delete a license that is revoked or has expired. Its key is never made again.
#[utoipa::path(
    delete,
    path = "/api/v1/portal/licenses/{id}",
    tag = "hub",
    operation_id = "delete_license",
    params(("id" = i64, Path, description = "Its id")),
    responses((status = 204), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    call: Call<Person, LicenseId>,
) -> Result<StatusCode, Problem> {
    operation::delete(&app.hub, &call.who.0, call.input.0).await?;
    Ok(StatusCode::NO_CONTENT)
}
