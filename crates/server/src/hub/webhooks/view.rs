//! Endpoints and deliveries as this surface writes them (contract hub, part D).

use keyward_authority::webhooks::endpoints::Created;
use keyward_domain::webhook::{WebhookDelivery, WebhookEndpoint};
use serde::Serialize;
use utoipa::ToSchema;

/// An endpoint of yours.
#[derive(Serialize, ToSchema)]
pub(in crate::hub) struct Webhook {
    /// Its id.
    id: i64,
    /// Where.
    #[schema(example = "https://ci.example.com/h")]
    url: String,
    /// What it is told.
    #[schema(example = json!(["license.revoked"]))]
    events: Vec<String>,
    /// What signs, told this once: 64 hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    /// Whether it is told anything.
    is_active: bool,
    /// What you say of it.
    description: Option<String>,
    /// When it was made.
    created_at: String,
}

impl From<&WebhookEndpoint> for Webhook {
    fn from(endpoint: &WebhookEndpoint) -> Self {
        Self {
            id: endpoint.id.get(),
            url: endpoint.url.clone(),
            events: endpoint.interest.iter().map(str::to_owned).collect(),
            secret: None,
            is_active: endpoint.active,
            description: endpoint.description.clone(),
            created_at: endpoint.created_at.to_string(),
        }
    }
}

impl From<&Created> for Webhook {
    fn from(created: &Created) -> Self {
        Self { secret: Some(created.secret.expose().to_owned()), ..(&created.endpoint).into() }
    }
}

/// An event on its way to an endpoint.
#[derive(Serialize, ToSchema)]
pub(in crate::hub) struct Delivery {
    /// Its id: what is sent as `X-Hub-Delivery`.
    id: String,
    /// What happened.
    #[schema(example = "license.activated")]
    event: String,
    /// `waiting`, `delivered` or `dead`.
    status: &'static str,
    /// How many attempts there were.
    attempts: u32,
    /// The status that the last one was answered.
    response_status: Option<u16>,
    /// Why the last one failed.
    error: Option<String>,
    /// When the next is due.
    next_attempt_at: Option<String>,
    /// When it was put there.
    created_at: String,
    /// When it was taken or given up.
    settled_at: Option<String>,
}

impl From<&WebhookDelivery> for Delivery {
    fn from(delivery: &WebhookDelivery) -> Self {
        let last = delivery.log.last();
        Self {
            id: delivery.id.clone(),
            event: delivery.kind.clone(),
            status: delivery.state.as_str(),
            attempts: delivery.attempts,
            response_status: last.and_then(|attempt| attempt.status),
            error: last.and_then(|attempt| attempt.error.clone()),
            next_attempt_at: delivery.next_attempt_at.map(|at| at.to_string()),
            created_at: delivery.created_at.to_string(),
            settled_at: delivery.settled_at.map(|at| at.to_string()),
        }
    }
}
