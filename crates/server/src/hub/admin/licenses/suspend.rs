//! `POST /api/v1/admin/licenses/{id}/suspend`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::licenses::suspend as operation;

use super::Reason;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::licenses::view::License;
use crate::hub::who::Operator;

/// Hold a license back: it stays active where it is, and verifies as suspended.
#[utoipa::path(
    post,
    path = "/api/v1/admin/licenses/{id}/suspend",
    tag = "hub",
    operation_id = "admin_suspend_license",
    request_body = Reason,
    params(("id" = i64, Path, description = "Its id")),
    responses((status = 200, body = License), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn suspend(
    State(app): State<Arc<App>>,
    call: Call<Operator, Reason>,
) -> Result<axum::Json<License>, Problem> {
    let Reason { id, reason } = call.input;
    Ok(axum::Json((&operation::suspend(&app.hub, &call.who.0, id, reason.as_deref()).await?).into()))
}
