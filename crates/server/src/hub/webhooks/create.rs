//! `POST /api/v1/portal/webhooks`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_authority::webhooks::Desk;
use keyward_authority::webhooks::endpoints::Created;
use keyward_authority::webhooks::endpoints::create::{self as operation, CreateEndpoint};
use utoipa::ToSchema;

use super::view::Webhook;
use super::{DESCRIPTION, EVENTS, URL, owned};
use crate::App;
use crate::http::{created, respond};
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, Sent};
use crate::hub::who::Person;

/// An endpoint to be.
#[derive(ToSchema)]
pub(crate) struct NewWebhook {
    /// Where: https, on the public Internet.
    #[schema(example = "https://ci.example.com/h", max_length = 2048)]
    url: String,
    /// What it is to be told: `license.created`, `license.activated`, `license.deactivated`, `license.revoked`, `license.expired`.
    #[schema(example = json!(["license.revoked"]))]
    events: Vec<String>,
    /// What you say of it.
    #[schema(example = "CI", max_length = 1000)]
    description: Option<String>,
}

impl Input for NewWebhook {
    fn read(sent: &mut Sent) -> Option<Self> {
        let url = sent.required("url", URL);
        let events = sent.required("events", EVENTS);
        let description = sent.optional("description", DESCRIPTION);
        Some(Self { url: url?, events: owned(events?), description: description? })
    }
}

const ROUTE: &str = "POST /api/v1/portal/webhooks";

/// Make an endpoint that is told what happens to your licenses. Its secret is in this answer and never again.
#[utoipa::path(
    post,
    path = "/api/v1/portal/webhooks",
    tag = "hub",
    operation_id = "create_portal_webhook",
    request_body = NewWebhook,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a retry give the first answer again")),
    responses((status = 201, body = Webhook), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    call: Call<Person, NewWebhook>,
) -> Result<Response, Problem> {
    let render = |made: &Created| created(&Webhook::from(made));
    let once = call.once.once(ROUTE, &call.raw, &render);
    let NewWebhook { url, events, description } = call.input;
    let input = CreateEndpoint { url, events, description };
    let answer = operation::create(&app.authority, &call.who.0, Desk::Hub, &input, &once).await?;
    Ok(respond(&answer, &render))
}
