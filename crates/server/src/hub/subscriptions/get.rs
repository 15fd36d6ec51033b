//! `GET /api/v1/portal/subscriptions/{id}`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::subscriptions::get as operation;

use super::SubscriptionId;
use super::view::Subscription;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::who::Person;

/// One of your subscriptions.
#[utoipa::path(
    get,
    path = "/api/v1/portal/subscriptions/{id}",
    tag = "hub",
    operation_id = "get_subscription",
    params(("id" = i64, Path, description = "Its id")),
    responses((status = 200, body = Subscription), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    call: Call<Person, SubscriptionId>,
) -> Result<axum::Json<Subscription>, Problem> {
    Ok(axum::Json((&operation::get(&app.hub, &call.who.0, call.input.0).await?).into()))
}
