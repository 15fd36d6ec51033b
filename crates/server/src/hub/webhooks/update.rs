//! `PATCH /api/v1/portal/webhooks/{id}`

use std::sync::Arc;

use axum::extract::State;
use keyward_authority::webhooks::EndpointId;
use keyward_authority::webhooks::endpoints::update::{self as operation, UpdateEndpoint};
use utoipa::ToSchema;

use super::view::Webhook;
use super::{DESCRIPTION, EVENTS, URL, owned};
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Flag, Input, Sent, Whole};
use crate::hub::who::Person;

/// What to change of an endpoint; what is left out or null stays.
#[derive(ToSchema)]
pub(crate) struct WebhookChange {
    /// Which one, in the path.
    #[schema(ignore)]
    id: i64,
    /// Where.
    #[schema(max_length = 2048)]
    url: Option<String>,
    /// What it is to be told.
    events: Option<Vec<String>>,
    /// What you say of it.
    #[schema(max_length = 1000)]
    description: Option<String>,
    /// Whether it is told anything.
    is_active: Option<bool>,
}

impl Input for WebhookChange {
    fn read(sent: &mut Sent) -> Option<Self> {
        let id = sent.path("id", Whole::ANY);
        let url = sent.optional("url", URL);
        let events = sent.optional("events", EVENTS);
        let description = sent.optional("description", DESCRIPTION);
        let is_active = sent.optional("is_active", Flag);
        let events = events?.map(owned);
        Some(Self { id: id?, url: url?, events, description: description?, is_active: is_active? })
    }
}

/// Change an endpoint. What waits for one that is switched off is not sent any more.
#[utoipa::path(
    patch,
    path = "/api/v1/portal/webhooks/{id}",
    tag = "hub",
    operation_id = "update_portal_webhook",
    request_body = WebhookChange,
    params(("id" = i64, Path, description = "Its id")),
    responses((status = 200, body = Webhook), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn update(
    State(app): State<Arc<App>>,
    call: Call<Person, WebhookChange>,
) -> Result<axum::Json<Webhook>, Problem> {
    let WebhookChange { id, url, events, description, is_active } = call.input;
    let input = UpdateEndpoint { url, events, description: description.map(Some), is_active };
    let changed = operation::update(&app.authority, &call.who.0, EndpointId::Hub(id), &input).await?;
    Ok(axum::Json((&changed).into()))
}
