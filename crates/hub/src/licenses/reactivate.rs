//! Give a revoked licence back.

use keyward_authority::Actor;
use keyward_domain::LicenseEvent;
use keyward_storage::licenses::LicenseChange;

use super::{LicenseView, Work};
use crate::{Error, Hub};

/// Takes a revocation back. The licence is as it was but active nowhere: sites activate it anew.
pub async fn reactivate(hub: &Hub, actor: &Actor, id: i64) -> Result<LicenseView, Error> {
    Work::begin(hub, actor).await?.single(id, &LicenseEvent::Reactivate, LicenseChange::default()).await
}
