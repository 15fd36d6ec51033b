//! What sites are answered (contract hub, B.2).

use keyward_domain::Activation;
use serde::Serialize;
use utoipa::ToSchema;

/// Where the license is active.
#[derive(Serialize, ToSchema)]
pub(super) struct SiteActivation {
    /// Its id.
    id: i64,
    /// The domain.
    #[schema(example = "shop.example.com")]
    domain: String,
    /// Whether it counts towards the limit.
    counted: bool,
    /// Since when.
    activated_at: String,
    /// When the site last asked.
    last_seen_at: String,
}

impl From<&Activation> for SiteActivation {
    fn from(activation: &Activation) -> Self {
        Self {
            id: activation.id.get(),
            domain: activation.domain.to_string(),
            counted: activation.counted,
            activated_at: activation.activated_at.to_string(),
            last_seen_at: activation.last_seen_at.to_string(),
        }
    }
}
