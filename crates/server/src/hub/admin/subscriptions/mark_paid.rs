//! `POST /api/v1/admin/subscriptions/{id}/mark-paid`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::subscriptions::mark_paid as operation;

use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::subscriptions::SubscriptionId;
use crate::hub::subscriptions::view::Subscription;
use crate::hub::who::Operator;

/// One more interval of anybody's subscription is paid for. Its licenses are usable when this is answered.
#[utoipa::path(
    post,
    path = "/api/v1/admin/subscriptions/{id}/mark-paid",
    tag = "hub",
    operation_id = "mark_subscription_paid",
    params(("id" = i64, Path, description = "Its id")),
    responses((status = 200, body = Subscription), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn mark_paid(
    State(app): State<Arc<App>>,
    call: Call<Operator, SubscriptionId>,
) -> Result<axum::Json<Subscription>, Problem> {
    Ok(axum::Json((&operation::mark_paid(&app.hub, &call.who.0, call.input.0).await?).into()))
}
