//! What of a product's components a site may have.

use keyward_domain::{
    Channel, Component, ComponentLock, Release, ReleaseOf, Tier, UpdateQuestion, Version, newest,
};
use keyward_storage::{Reader, StorageError, components, releases, tiers};

use super::catalogue::tier_of;
use crate::Error;
use crate::updates::Entitled;

/// A component and its newest release.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The component.
    pub component: Component,
    /// The least tier that has it.
    pub tier: Tier,
    /// Its newest stable release that the site may have.
    pub release: Release,
    /// What stands between the site and it.
    pub locked: Option<ComponentLock>,
}

/// Every component of the licence's product that has a release, oldest first. `version` is the product's there, where the site says it.
pub(super) async fn offers(
    reader: &Reader<'_>,
    site: &Entitled,
    version: Option<&Version>,
) -> Result<Vec<Offer>, Error> {
    let all = components::of_product(reader, site.product.id).await?;
    let tiers = tiers::all(reader).await?;
    let released = releases::offered(reader, all.iter().map(|one| one.id)).await?;
    let asked = UpdateQuestion {
        installed: None,
        channel: Channel::Stable,
        constraint: None,
        site: Some(site.activation.id),
        published_before: site.published_before,
    };
    let mut offers = Vec::with_capacity(all.len());
    for component in all {
        let missing = StorageError::Corrupt { table: "components", column: "tier_id" };
        let tier = tier_of(&tiers, component.tier).ok_or(missing)?.clone();
        let of = ReleaseOf::Component(component.id);
        let its: Vec<Release> = released.iter().filter(|release| release.of == of).cloned().collect();
        if let Some(release) = newest(&its, &asked).cloned() {
            let locked = component.locked(&site.tier, &tier, version);
            offers.push(Offer { component, tier, release, locked });
        }
    }
    Ok(offers)
}
