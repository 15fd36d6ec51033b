//! `POST /api/v1/portal/subscriptions`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_hub::subscriptions::SubscriptionView;
use keyward_hub::subscriptions::create::{self as operation, Subscribe};
use utoipa::ToSchema;

use super::INTERVAL;
use super::view::Subscription;
use crate::App;
use crate::http::{created, respond};
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, Sent, Text, Whole};
use crate::hub::who::Person;

/// What to subscribe to.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body: it is read into the operation's input")]
pub(crate) struct NewSubscription {
    /// A plan's id.
    #[schema(example = "starter")]
    plan: String,
    /// `month` or `year`.
    #[schema(example = "year")]
    interval: String,
    /// How many licenses of each product: 1 to 100; 1 by default.
    #[schema(minimum = 1, maximum = 100)]
    quantity: Option<i64>,
}

/// What was sent.
pub(crate) struct Order(Subscribe);

impl Input for Order {
    fn read(sent: &mut Sent) -> Option<Self> {
        let plan = sent.required("plan", Text::between(1, 64));
        let interval = sent.required("interval", INTERVAL);
        let quantity = sent.optional("quantity", Whole::between(1, 100));
        let (plan, interval, quantity) = (plan?, interval?.to_owned(), quantity?.unwrap_or(1));
        Some(Self(Subscribe { plan, interval, quantity }))
    }
}

const ROUTE: &str = "POST /api/v1/portal/subscriptions";

/// Subscribe to a plan. Its licenses are there as soon as it is paid for.
#[utoipa::path(
    post,
    path = "/api/v1/portal/subscriptions",
    tag = "hub",
    operation_id = "create_subscription",
    request_body = NewSubscription,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a retry give the first answer again")),
    responses((status = 201, body = Subscription), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    call: Call<Person, Order>,
) -> Result<Response, Problem> {
    let render = |made: &SubscriptionView| created(&Subscription::from(made));
    let once = call.once.once(ROUTE, &call.raw, &render);
    let answer = operation::create(&app.hub, &call.who.0, &call.input.0, &once).await?;
    Ok(respond(&answer, &render))
}
