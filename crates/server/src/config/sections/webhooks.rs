use std::time::Duration;

use keyward_authority::webhooks::WebhookPolicy;
use keyward_domain::Networks;
use keyward_domain::webhook::Targets;
use serde::{Deserialize, Serialize};

use crate::config::values::{AgentText, Cidr, within};

/// `[webhooks]`: what is sent to endpoints of tenants, and where that may be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Webhooks {
    /// Whether endpoints may lie anywhere, in private networks and on this machine, too. Default false.
    pub allow_private_targets: bool,
    /// Networks in which endpoints may lie beside the public Internet. Default none.
    pub allowed_networks: Vec<Cidr>,
    /// Endpoints of one environment, or of one account of the hub, 1 to 1000. Default 50.
    #[serde(deserialize_with = "within::<_, _, 1, 1000>")]
    pub max_endpoints: u64,
    /// Seconds in which an endpoint must answer, 1 to 60. Default 15.
    #[serde(deserialize_with = "within::<_, _, 1, 60>")]
    pub timeout_seconds: u64,
    /// Webhooks that are under way at once, 1 to 1024. Default 64.
    #[serde(deserialize_with = "within::<_, _, 1, 1024>")]
    pub concurrency: usize,
    /// Those of them that go to one endpoint, 1 to 64. Default 4.
    #[serde(deserialize_with = "within::<_, _, 1, 64>")]
    pub concurrency_per_endpoint: usize,
    /// Days for which it can be seen what became of a webhook, 1 to 365. Default 30.
    #[serde(deserialize_with = "within::<_, _, 1, 365>")]
    pub kept_days: u64,
    /// How many days before its end it is told that a key expires, 1 to 365. Default 7.
    #[serde(deserialize_with = "within::<_, _, 1, 365>")]
    pub expiring_days: u64,
    /// What the licensing hub's webhooks have as `User-Agent`. Default `FlavorHub-Webhook/1.0`.
    pub hub_user_agent: AgentText,
}

impl Default for Webhooks {
    fn default() -> Self {
        Self {
            allow_private_targets: false,
            allowed_networks: Vec::new(),
            max_endpoints: 50,
            timeout_seconds: 15,
            concurrency: 64,
            concurrency_per_endpoint: 4,
            kept_days: 30,
            expiring_days: 7,
            hub_user_agent: "FlavorHub-Webhook/1.0".parse().expect("a text"),
        }
    }
}

impl Webhooks {
    /// What of it the operations go by.
    pub fn policy(&self) -> WebhookPolicy {
        const DAY: Duration = Duration::from_hours(24);
        let networks: Vec<_> = self.allowed_networks.iter().map(ToString::to_string).collect();
        let days = |days: u64| DAY * u32::try_from(days).unwrap_or(u32::MAX);
        WebhookPolicy {
            targets: Targets {
                anywhere: self.allow_private_targets,
                // The command line says so, not the configuration.
                loopback: false,
                networks: Networks::parse(&networks).ok(),
            },
            max_endpoints: self.max_endpoints,
            timeout: Duration::from_secs(self.timeout_seconds),
            at_once: self.concurrency,
            at_once_to_one: self.concurrency_per_endpoint,
            kept_for: days(self.kept_days),
            expiring_within: days(self.expiring_days),
            hub_agent: self.hub_user_agent.as_str().to_owned(),
        }
    }
}
