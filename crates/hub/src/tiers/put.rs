//! Make or change a tier.

use keyward_authority::Actor;
use keyward_domain::{AuditTarget, DomainLimit, Feature, Invalid, Slug, Tier};
use keyward_storage::tiers::{self, TierSpec};

use crate::{Error, Hub};

/// What a tier is to be, as the wire sends it.
#[derive(Debug, Clone, Default)]
pub struct PutTier {
    /// Its name: 1 to 64 of a-z, 0-9 and single hyphens between.
    pub name: String,
    /// Its place among the tiers.
    pub rank: i64,
    /// On how many domains a licence may be active; -1 for as many as there are.
    pub domains_per_license: i64,
    /// What it unlocks: at most 100 words.
    pub features: Vec<String>,
}

const MAX_FEATURES: usize = 100;

/// Makes a tier, or changes the one of that name for every licence that has it, by the operator. Licences that are active on more domains than
/// it allows from then on stay so, and verify as over their limit.
pub async fn put(hub: &Hub, actor: &Actor, input: &PutTier) -> Result<Tier, Error> {
    actor.must_be_operator()?;
    let mut invalid = Invalid::none();
    let name = invalid.check("name", input.name.parse::<Slug>());
    let domains = invalid.check("domains_per_license", DomainLimit::new(input.domains_per_license));
    if input.features.len() > MAX_FEATURES {
        invalid.add("features", format_args!("must hold at most {MAX_FEATURES} words"));
    }
    let mut features: Vec<Feature> = Vec::new();
    for (index, text) in input.features.iter().take(MAX_FEATURES).enumerate() {
        if let Some(feature) = invalid.check(&format!("features[{index}]"), text.parse::<Feature>())
            && !features.contains(&feature)
        {
            features.push(feature);
        }
    }
    let (name, domains) = invalid.into_value(name.zip(domains))?;
    let now = hub.now();
    let tx = hub.authority().storage().begin().await?;
    let tier = tiers::put(&tx, &TierSpec { name, rank: input.rank, domains, features }, now).await?;
    let target = AuditTarget { kind: "tier", id: tier.id.get(), name: tier.name.to_string() };
    hub.authority().note(&tx, actor, "tier.put", target, "{}", now).await?;
    tx.commit().await?;
    Ok(tier)
}
