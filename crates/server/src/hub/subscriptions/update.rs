//! `PATCH /api/v1/portal/subscriptions/{id}`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::subscriptions::set_auto_renew as operation;
use utoipa::ToSchema;

use super::view::Subscription;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Flag, Input, Sent, Whole};
use crate::hub::who::Person;

/// What changes of a subscription.
#[derive(ToSchema)]
pub(crate) struct SubscriptionChange {
    /// The subscription's id, in the path.
    #[schema(ignore)]
    id: i64,
    /// Whether another period is to follow.
    auto_renew: bool,
}

impl Input for SubscriptionChange {
    fn read(sent: &mut Sent) -> Option<Self> {
        let id = sent.path("id", Whole::ANY);
        let auto_renew = sent.required("auto_renew", Flag);
        Some(Self { id: id?, auto_renew: auto_renew? })
    }
}

/// Say whether another period is to follow.
#[utoipa::path(
    patch,
    path = "/api/v1/portal/subscriptions/{id}",
    tag = "hub",
    operation_id = "update_subscription",
    request_body = SubscriptionChange,
    params(("id" = i64, Path, description = "Its id")),
    responses((status = 200, body = Subscription), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn update(
    State(app): State<Arc<App>>,
    call: Call<Person, SubscriptionChange>,
) -> Result<axum::Json<Subscription>, Problem> {
    let SubscriptionChange { id, auto_renew } = call.input;
    let changed = operation::set_auto_renew(&app.hub, &call.who.0, id, auto_renew).await?;
    Ok(axum::Json((&changed).into()))
}
