//! `GET /api/v1/admin/tiers`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::tiers::list as operation;

use super::view::Tier;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::Detail;
use crate::hub::who::Operator;

/// Every tier, the least first.
#[utoipa::path(
    get,
    path = "/api/v1/admin/tiers",
    tag = "hub",
    operation_id = "list_tiers",
    responses((status = 200, body = Vec<Tier>), (status = 401, body = Detail), (status = 403, body = Detail)),
    security(("bearer" = []))
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    call: Call<Operator, ()>,
) -> Result<axum::Json<Vec<Tier>>, Problem> {
    let tiers = operation::list(&app.hub, &call.who.0).await?;
    Ok(axum::Json(tiers.iter().map(Tier::from).collect()))
}
