//! End a licence on a domain, by the site.

use keyward_authority::Origin;
use keyward_domain::{Invalid, License, LicenseKey, LicenseStatus, ReleasedBy, SiteDomain, Tier};
use keyward_storage::{activations, audit, licenses};

use super::Slots;
use super::site::{domain, entry, key};
use crate::events::{DEACTIVATED, Subject, tell};
use crate::licenses::context;
use crate::{Error, Hub};

/// A licence that is active on a domain no more.
#[derive(Debug)]
pub struct Deactivated {
    /// The licence.
    pub license: License,
    /// Its key.
    pub key: LicenseKey,
    /// Its tier.
    pub tier: Tier,
    /// Its status at this moment.
    pub status: LicenseStatus,
    /// The domain.
    pub domain: SiteDomain,
    /// How many domains it may have, and has.
    pub slots: Slots,
}

/// Ends a licence on a domain, whatever its state: who moves must be able to. `activation_not_found` where it is not active there.
pub async fn deactivate(
    hub: &Hub,
    origin: &Origin,
    license_key: &str,
    domain_text: &str,
) -> Result<Deactivated, Error> {
    let mut invalid = Invalid::none();
    let site = domain(&mut invalid, "domain", domain_text);
    let domain = invalid.into_value(site)?;
    let key = key(hub, license_key)?;
    let now = hub.now();
    let tx = hub.authority().storage().begin().await?;
    let found = licenses::lock_by_index(&tx, &hub.keys().index(&key)).await?;
    let license = found.ok_or_else(Error::no_license)?.license;
    let released = activations::release(&tx, license.id, &domain, ReleasedBy::Site, now).await?;
    released.ok_or_else(Error::no_activation)?;
    let (product, tier) = context(&tx, &license).await?;
    let used = activations::count(&tx, license.id, true).await?;
    let subject = Subject { license: &license, product: &product, tier: &tier };
    let entry = entry(&license, origin, "license.deactivate", &domain);
    audit::append(&tx, license.tenant, now, &[entry]).await?;
    let event = subject.event(hub, DEACTIVATED, Some(&domain), now);
    tell(hub, &tx, license.tenant, &[event], now).await?;
    tx.commit().await?;
    let (status, slots) = (license.facts.status(now), Slots { limit: tier.domains, used });
    Ok(Deactivated { license, key, tier, status, domain, slots })
}
