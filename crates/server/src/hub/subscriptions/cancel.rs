//! `POST /api/v1/portal/subscriptions/{id}/cancel`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::subscriptions::cancel as operation;
use utoipa::ToSchema;

use super::view::Subscription;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Flag, Input, Sent, Whole};
use crate::hub::who::Person;

/// When it ends.
#[derive(ToSchema)]
pub(crate) struct Cancellation {
    /// The subscription's id, in the path.
    #[schema(ignore)]
    id: i64,
    /// Whether it goes on until the end of what is paid for; `true` by default. `false` revokes its licenses at once.
    at_period_end: Option<bool>,
}

impl Input for Cancellation {
    const OPTIONAL: bool = true;

    fn read(sent: &mut Sent) -> Option<Self> {
        let id = sent.path("id", Whole::ANY);
        let at_period_end = sent.optional("at_period_end", Flag);
        Some(Self { id: id?, at_period_end: at_period_end? })
    }
}

/// Cancel a subscription: for the end of what is paid for, or at once, which revokes its licenses.
#[utoipa::path(
    post,
    path = "/api/v1/portal/subscriptions/{id}/cancel",
    tag = "hub",
    operation_id = "cancel_subscription",
    request_body = Option<Cancellation>,
    params(("id" = i64, Path, description = "Its id")),
    responses((status = 200, body = Subscription), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn cancel(
    State(app): State<Arc<App>>,
    call: Call<Person, Cancellation>,
) -> Result<axum::Json<Subscription>, Problem> {
    let Cancellation { id, at_period_end } = call.input;
    let canceled = operation::cancel(&app.hub, &call.who.0, id, at_period_end.unwrap_or(true)).await?;
    Ok(axum::Json((&canceled).into()))
}
