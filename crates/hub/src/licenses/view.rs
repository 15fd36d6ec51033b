//! A licence as callers see it.

use std::collections::HashMap;

use keyward_domain::{Activation, Id, License, LicenseKey, LicenseStatus, Name, Product, Tier, Timestamp};
use keyward_storage::licenses::StoredLicense;
use keyward_storage::{Connection, StorageError, activations, products, tiers};

use crate::{Error, Hub};

/// A licence with its key and all that belongs to it.
#[derive(Debug, Clone)]
pub struct LicenseView {
    /// The licence.
    pub license: License,
    /// Its key.
    pub key: LicenseKey,
    /// What it licenses.
    pub product: Product,
    /// How much of it.
    pub tier: Tier,
    /// Where it is active, in the order in which it came to be.
    pub activations: Vec<Activation>,
    /// What it is at this moment.
    pub status: LicenseStatus,
    /// Why, where somebody said so.
    pub reason: Option<Name>,
}

/// The product and the tier of a licence.
pub(crate) async fn context(db: &impl Connection, license: &License) -> Result<(Product, Tier), Error> {
    let product = products::get(db, license.product).await?;
    let tier = tiers::get(db, license.tier).await?;
    let missing = |column| StorageError::Corrupt { table: "licenses", column };
    Ok((product.ok_or(missing("product_id"))?, tier.ok_or(missing("tier_id"))?))
}

/// One licence as it is now.
pub(crate) async fn view(
    hub: &Hub,
    db: &impl Connection,
    stored: StoredLicense,
    now: Timestamp,
) -> Result<LicenseView, Error> {
    let (product, tier) = context(db, &stored.license).await?;
    let active = activations::all(db, [stored.license.id]).await?;
    assemble(hub, stored, product, tier, active, now)
}

/// Licences as they are now, in that order. Products and tiers are few, so all of them are read.
pub(crate) async fn views(
    hub: &Hub,
    db: &impl Connection,
    stored: Vec<StoredLicense>,
    now: Timestamp,
) -> Result<Vec<LicenseView>, Error> {
    let products: HashMap<_, _> = products::all(db).await?.into_iter().map(|one| (one.id, one)).collect();
    let tiers: HashMap<_, _> = tiers::all(db).await?.into_iter().map(|one| (one.id, one)).collect();
    let mut active: HashMap<Id<License>, Vec<Activation>> = HashMap::new();
    for some in stored.chunks(500) {
        for one in activations::all(db, some.iter().map(|stored| stored.license.id)).await? {
            active.entry(one.license).or_default().push(one);
        }
    }
    let missing = |column| StorageError::Corrupt { table: "licenses", column };
    let assemble = |stored: StoredLicense| {
        let product = products.get(&stored.license.product).cloned().ok_or(missing("product_id"))?;
        let tier = tiers.get(&stored.license.tier).cloned().ok_or(missing("tier_id"))?;
        let active = active.remove(&stored.license.id).unwrap_or_default();
        assemble(hub, stored, product, tier, active, now)
    };
    stored.into_iter().map(assemble).collect()
}

fn assemble(
    hub: &Hub,
    stored: StoredLicense,
    product: Product,
    tier: Tier,
    activations: Vec<Activation>,
    now: Timestamp,
) -> Result<LicenseView, Error> {
    let key = hub.open(&stored)?;
    let standing = stored.license.facts.standing(now);
    let (status, reason) = (standing.status, standing.reason.cloned());
    Ok(LicenseView { license: stored.license, key, product, tier, activations, status, reason })
}
