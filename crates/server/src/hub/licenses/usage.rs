//! `GET /api/v1/portal/licenses/usage`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::licenses::usage as operation;
use serde::Serialize;
use utoipa::ToSchema;

use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::Detail;
use crate::hub::who::Person;

/// How many licenses you have and may have; those not for resale are not counted.
#[derive(Serialize, ToSchema)]
pub(crate) struct Usage {
    /// How many you have.
    total_licenses: u64,
    /// How many you may have; -1: as many as you like.
    limit: i64,
    /// How many you may still make; -1: as many as you like.
    remaining: i64,
}

/// How many licenses you have and may have.
#[utoipa::path(
    get,
    path = "/api/v1/portal/licenses/usage",
    tag = "hub",
    operation_id = "license_usage",
    responses((status = 200, body = Usage), (status = 401, body = Detail), (status = 403, body = Detail)),
    security(("bearer" = []))
)]
pub(crate) async fn usage(
    State(app): State<Arc<App>>,
    call: Call<Person, ()>,
) -> Result<axum::Json<Usage>, Problem> {
    let allowance = operation::usage(&app.hub, &call.who.0).await?;
    let (limit, remaining) = (allowance.limit, allowance.remaining());
    Ok(axum::Json(Usage { total_licenses: allowance.used, limit, remaining }))
}
