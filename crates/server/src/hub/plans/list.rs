//! `GET /api/v1/portal/plans`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::plans::list as operation;

use super::view::Plan;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::Detail;
use crate::hub::who::Person;

/// What can be subscribed to.
#[utoipa::path(
    get,
    path = "/api/v1/portal/plans",
    tag = "hub",
    operation_id = "list_plans",
    responses((status = 200, body = Vec<Plan>), (status = 401, body = Detail), (status = 403, body = Detail)),
    security(("bearer" = []))
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    call: Call<Person, ()>,
) -> Result<axum::Json<Vec<Plan>>, Problem> {
    let plans = operation::sold(&app.hub, &call.who.0).await?;
    Ok(axum::Json(plans.iter().map(Plan::from).collect()))
}
