//! `POST /api/v1/portal/subscriptions/{id}/resume`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::subscriptions::resume as operation;

use super::SubscriptionId;
use super::view::Subscription;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::who::Person;

/// Let a subscription go on that was to end with its period.
#[utoipa::path(
    post,
    path = "/api/v1/portal/subscriptions/{id}/resume",
    tag = "hub",
    operation_id = "resume_subscription",
    params(("id" = i64, Path, description = "Its id")),
    responses((status = 200, body = Subscription), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn resume(
    State(app): State<Arc<App>>,
    call: Call<Person, SubscriptionId>,
) -> Result<axum::Json<Subscription>, Problem> {
    Ok(axum::Json((&operation::resume(&app.hub, &call.who.0, call.input.0).await?).into()))
}
