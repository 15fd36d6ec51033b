//! Limits and defaults of webhooks.

use std::time::Duration;

use keyward_domain::webhook::Targets;

/// Limits and defaults of webhooks.
#[derive(Debug, Clone)]
pub struct WebhookPolicy {
    /// Where they may go beside the public Internet.
    pub targets: Targets,
    /// The most endpoints of an environment, and of an account of the hub.
    pub max_endpoints: u64,
    /// How long an endpoint may take to answer.
    pub timeout: Duration,
    /// How many deliveries are under way at once.
    pub at_once: usize,
    /// How many of them to one endpoint.
    pub at_once_to_one: usize,
    /// How long it can be seen what became of a delivery.
    pub kept_for: Duration,
    /// How long before its end a key is said to be expiring.
    pub expiring_within: Duration,
    /// What the hub's webhooks call their sender.
    pub hub_agent: String,
}

impl Default for WebhookPolicy {
    fn default() -> Self {
        Self {
            targets: Targets::default(),
            max_endpoints: 50,
            timeout: Duration::from_secs(15),
            at_once: 64,
            at_once_to_one: 4,
            kept_for: Duration::from_hours(30 * 24),
            expiring_within: Duration::from_hours(7 * 24),
            hub_agent: "FlavorHub-Webhook/1.0".to_owned(),
        }
    }
}
