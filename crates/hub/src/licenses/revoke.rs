//! Take a licence back.

use keyward_authority::Actor;
use keyward_domain::LicenseEvent;
use keyward_storage::licenses::LicenseChange;

use super::{LicenseView, Work, reason};
use crate::{Error, Hub};

/// Revokes a licence of the actor's account, or anybody's by the operator: it ends on every domain, and its offline tokens at the next check.
/// A reason of `refund`, `chargeback`, `admin` or `client_deleted` is the operator's alone to take back; the operator's own is `admin`
/// unless he says another.
pub async fn revoke(hub: &Hub, actor: &Actor, id: i64, why: Option<&str>) -> Result<LicenseView, Error> {
    let why = why.or(actor.is_operator().then_some("admin"));
    let event = LicenseEvent::Revoke { reason: reason(why)? };
    Work::begin(hub, actor).await?.single(id, &event, LicenseChange::default()).await
}
