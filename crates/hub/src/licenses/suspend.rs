//! Hold a licence back.

use keyward_authority::Actor;
use keyward_domain::LicenseEvent;
use keyward_storage::licenses::LicenseChange;

use super::{LicenseView, Work, reason};
use crate::{Error, Hub};

/// Suspends anybody's licence, by the operator: it stays active where it is, and verifies as suspended.
pub async fn suspend(hub: &Hub, actor: &Actor, id: i64, why: Option<&str>) -> Result<LicenseView, Error> {
    let event = LicenseEvent::Suspend { reason: reason(why)? };
    Work::begin_as_operator(hub, actor).await?.single(id, &event, LicenseChange::default()).await
}
