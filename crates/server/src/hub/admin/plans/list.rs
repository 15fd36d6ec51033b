//! `GET /api/v1/admin/plans`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::plans::list as operation;

use super::view::OperatedPlan;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::Detail;
use crate::hub::who::Operator;

/// Every plan, oldest first, those that are no more sold included.
#[utoipa::path(
    get,
    path = "/api/v1/admin/plans",
    tag = "hub",
    operation_id = "list_all_plans",
    responses((status = 200, body = Vec<OperatedPlan>), (status = 401, body = Detail), (status = 403, body = Detail)),
    security(("bearer" = []))
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    call: Call<Operator, ()>,
) -> Result<axum::Json<Vec<OperatedPlan>>, Problem> {
    let plans = operation::all(&app.hub, &call.who.0).await?;
    Ok(axum::Json(plans.iter().map(OperatedPlan::from).collect()))
}
