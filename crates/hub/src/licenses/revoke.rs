//! Take a licence back.

use keyward_authority::Actor;
use keyward_domain::{LicenseEvent, Name};
use keyward_storage::licenses::LicenseChange;

use super::{LicenseView, Work, reason};
use crate::{Error, Hub};

/// Revokes a licence of the actor's account, or anybody's by the operator: it ends on every domain, and its offline tokens at the next check.
/// A reason of `refund`, `chargeback`, `admin` or `client_deleted` is the operator's alone to take back; the operator's own is `admin`
/// unless he says another.
pub async fn revoke(hub: &Hub, actor: &Actor, id: i64, said: Option<&str>) -> Result<LicenseView, Error> {
    let event = LicenseEvent::Revoke { reason: why(actor, said)? };
    Work::begin(hub, actor).await?.single(id, &event, LicenseChange::default()).await
}

/// The reason of a revocation by this actor: what was said, or that it was the operator.
pub(super) fn why(actor: &Actor, said: Option<&str>) -> Result<Option<Name>, Error> {
    reason(said.or(actor.is_operator().then_some("admin")))
}
