//! A tier as the operator sees it.

use keyward_domain::Feature;
use serde::Serialize;
use utoipa::ToSchema;

/// How much of a product a license gives.
#[derive(Serialize, ToSchema)]
pub(crate) struct Tier {
    /// Its name.
    #[schema(example = "starter")]
    name: String,
    /// Its place among the tiers: a change to a greater one is an upgrade.
    #[schema(example = 1)]
    rank: i64,
    /// On how many domains a license may be active; -1: on as many as there are.
    #[schema(example = 1)]
    domains_per_license: i64,
    /// What it unlocks.
    features: Vec<String>,
    /// When it was made.
    created_at: String,
    /// When it was last changed.
    updated_at: String,
}

impl From<&keyward_domain::Tier> for Tier {
    fn from(tier: &keyward_domain::Tier) -> Self {
        Self {
            name: tier.name.to_string(),
            rank: tier.rank,
            domains_per_license: tier.domains.get(),
            features: tier.features.iter().map(Feature::to_string).collect(),
            created_at: tier.created_at.to_string(),
            updated_at: tier.updated_at.to_string(),
        }
    }
}
