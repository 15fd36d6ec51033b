//! Give a licence another tier.

use keyward_authority::Actor;
use keyward_domain::LicenseEvent;
use keyward_storage::licenses::LicenseChange;
use keyward_storage::tiers;

use super::issue::tier;
use super::{Found, LicenseView, Work};
use crate::{Error, Hub};

/// Gives a licence a higher tier; the operator may give it a lower one, which leaves it active where it is, and over its limit until enough
/// domains are released. The tokens of the next check carry the tier's features.
pub async fn upgrade(hub: &Hub, actor: &Actor, id: i64, to: &str) -> Result<LicenseView, Error> {
    let mut work = Work::begin(hub, actor).await?;
    let found = work.find(id).await?;
    let to = tier(&work.tx, to).await?;
    let from = tiers::get(&work.tx, found.license.tier).await?.map_or(0, |tier| tier.rank);
    let event = LicenseEvent::ChangeTier { from, to: to.rank };
    let with = LicenseChange { tier: Some(to.id), ..LicenseChange::default() };
    let license = work.apply(&found.license, &event, with).await?;
    work.finish(Found { license, ..found }).await
}
