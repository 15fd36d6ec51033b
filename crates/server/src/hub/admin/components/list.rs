//! `GET /api/v1/admin/components`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::components::catalogue;

use super::view::Component;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::Detail;
use crate::hub::who::Operator;

/// Every component of every product, oldest first.
#[utoipa::path(
    get,
    path = "/api/v1/admin/components",
    tag = "hub",
    operation_id = "list_all_components",
    responses((status = 200, body = Vec<Component>), (status = 401, body = Detail), (status = 403, body = Detail)),
    security(("bearer" = []))
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    call: Call<Operator, ()>,
) -> Result<axum::Json<Vec<Component>>, Problem> {
    let all = catalogue::list(&app.hub, &call.who.0).await?;
    Ok(axum::Json(all.iter().map(Component::from).collect()))
}
