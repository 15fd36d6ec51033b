//! Hold a licence back no more.

use keyward_authority::Actor;
use keyward_domain::LicenseEvent;
use keyward_storage::licenses::LicenseChange;

use super::{LicenseView, Work};
use crate::{Error, Hub};

/// Ends a suspension, by the operator.
pub async fn reinstate(hub: &Hub, actor: &Actor, id: i64) -> Result<LicenseView, Error> {
    let work = Work::begin_as_operator(hub, actor).await?;
    work.single(id, &LicenseEvent::Reinstate, LicenseChange::default()).await
}
