//! End a licence on a domain, in the portal.

use keyward_authority::Actor;
use keyward_domain::{ReleasedBy, SiteDomain};
use keyward_storage::activations;

use crate::events::{DEACTIVATED, Subject};
use crate::licenses::{Work, context};
use crate::{Error, Hub};

/// Ends a licence of the actor's account on a domain. `activation_not_found` where it is not active there.
pub async fn release(hub: &Hub, actor: &Actor, id: i64, domain: &str) -> Result<(), Error> {
    let mut work = Work::begin(hub, actor).await?;
    let license = work.find(id).await?.license;
    let (by, now) = (ReleasedBy::Account, work.now);
    // As it is listed; and as its owner would write it.
    let listed = SiteDomain::from_stored(domain);
    let mut released = activations::release(&work.tx, license.id, &listed, by, now).await?;
    if let (None, Ok(domain)) = (&released, domain.parse::<SiteDomain>()) {
        released = activations::release(&work.tx, license.id, &domain, by, now).await?;
    }
    let domain = released.ok_or_else(Error::no_activation)?.domain;
    let (product, tier) = context(&work.tx, &license).await?;
    work.tell(Subject { license: &license, product: &product, tier: &tier }.event(
        hub,
        DEACTIVATED,
        Some(&domain),
        now,
    ));
    work.note(&license, "license.deactivate", &serde_json::json!({"domain": domain.as_str()}));
    work.written().await?.commit().await?;
    Ok(())
}
