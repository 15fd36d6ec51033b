//! Webhooks (contract v1, part 10).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::present;

/// An endpoint to be.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub struct CreateWebhook {
    /// Where: https, on the public Internet.
    #[schema(example = "https://example.com/webhooks")]
    pub url: String,
    /// What it wants to be told: kinds, families such as `key.*`, or `*`.
    #[schema(example = json!(["key.created", "customer.*"]))]
    pub events: Vec<String>,
    /// What people say of it; at most 1000 characters.
    pub description: Option<String>,
}

/// What to change of an endpoint; what is absent stays.
#[derive(Debug, Clone, Default, Deserialize, Serialize, ToSchema)]
#[expect(clippy::option_option, reason = "absent, null and a value are three things")]
pub struct PatchWebhook {
    /// Where.
    pub url: Option<String>,
    /// What it wants to be told.
    pub events: Option<Vec<String>>,
    /// What people say of it; null empties it.
    #[serde(default, with = "present")]
    #[schema(value_type = Option<String>)]
    pub description: Option<Option<String>>,
    /// Whether it is told anything. What waits for an endpoint that is off becomes a dead letter.
    pub is_active: Option<bool>,
}

/// How to give an endpoint another secret.
#[derive(Debug, Clone, Default, Deserialize, Serialize, ToSchema)]
pub struct RotateWebhook {
    /// For how many seconds the old secret signs beside the new one: 0 to 604,800; a day by default.
    #[schema(example = 86_400)]
    pub grace_seconds: Option<i64>,
}

/// An endpoint.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WebhookView {
    /// Its id.
    pub id: String,
    /// Where.
    pub url: String,
    /// What it wants to be told.
    pub events: Vec<String>,
    /// What people say of it.
    pub description: Option<String>,
    /// Whether it is told anything.
    pub is_active: bool,
    /// When it was switched off because it had taken nothing for seven days.
    pub disabled_at: Option<String>,
    /// Since when it has taken nothing.
    pub failing_since: Option<String>,
    /// Until when its old secret signs beside the new one.
    pub old_secret_until: Option<String>,
    /// When it was made.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: String,
}

/// An endpoint with its secret, told this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookWithSecret {
    /// What its webhooks are signed with.
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    pub secret: String,
    /// The endpoint.
    #[serde(flatten)]
    pub webhook: WebhookView,
}

/// One event on its way to one endpoint.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DeliveryView {
    /// Its id.
    pub id: String,
    /// The event's id: what is sent as `webhook-id`, the same at each attempt.
    pub event_id: String,
    /// What happened.
    #[serde(rename = "type")]
    #[schema(example = "key.created")]
    pub kind: String,
    /// `waiting`, `delivered`, or `dead`: nobody took it for a day.
    pub state: String,
    /// How many attempts there were.
    pub attempts: u32,
    /// When the next is due.
    pub next_attempt_at: Option<String>,
    /// When it was put there.
    pub created_at: String,
    /// When it was taken or given up.
    pub settled_at: Option<String>,
    /// The attempts, oldest first.
    pub log: Vec<AttemptView>,
}

/// One attempt.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AttemptView {
    /// Which, from 1.
    pub number: u32,
    /// When it began.
    pub at: String,
    /// How long it took, in milliseconds.
    pub duration_ms: u32,
    /// The status that was answered.
    pub status: Option<u16>,
    /// Why it counts as failed.
    pub error: Option<String>,
    /// How the answer's body begins: at most 1 KiB.
    pub answer: Option<String>,
}

/// Whose webhooks to take.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub struct CreateConnection {
    /// `stripe` or `standard` (Standard Webhooks).
    #[schema(example = "stripe")]
    pub provider: String,
    /// What they sign with: `whsec_…`, or `whpk_…`, the public key of Standard Webhooks' `v1a`.
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    pub secret: String,
}

/// Whose webhooks are taken.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ConnectionView {
    /// Its id.
    pub id: String,
    /// `stripe` or `standard`.
    pub provider: String,
    /// Your tenant's id.
    pub tenant_id: String,
    /// Your environment's id.
    pub environment_id: String,
    /// Where the provider is to send to: below the server's public URL.
    #[schema(example = "/v1/webhooks/stripe/tenant_Uk3fG1aB/env_Uk3fG1aB")]
    pub path: String,
    /// When it was made.
    pub created_at: String,
}

/// What a provider is answered.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct WebhookReceived {
    /// Always true.
    pub received: bool,
}
