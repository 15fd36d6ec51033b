//! `GET /api/v1/portal/profile`

use std::sync::Arc;

use axum::extract::State;
use keyward_authority::accounts::profile as operation;

use super::view::Profile;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::Detail;
use crate::hub::who::Person;

/// Your account.
#[utoipa::path(
    get,
    path = "/api/v1/portal/profile",
    tag = "hub",
    operation_id = "get_profile",
    responses((status = 200, body = Profile), (status = 401, body = Detail)),
    security(("bearer" = []))
)]
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    call: Call<Person, ()>,
) -> Result<axum::Json<Profile>, Problem> {
    Ok(axum::Json(operation::profile(&app.authority, &call.who.0).await?.into()))
}
