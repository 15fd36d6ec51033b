//! Delete a licence.

use keyward_authority::Actor;
use keyward_domain::LicenseEvent;
use keyward_storage::licenses::LicenseChange;

use super::Work;
use crate::{Error, Hub};

/// Deletes a licence that is revoked or has expired; the operator deletes any. From then on it is unknown to everybody, and its key is
/// never made again.
pub async fn delete(hub: &Hub, actor: &Actor, id: i64) -> Result<(), Error> {
    let mut work = Work::begin(hub, actor).await?;
    let found = work.find(id).await?;
    work.apply(&found.license, &LicenseEvent::Delete, LicenseChange::default()).await?;
    work.written().await?.commit().await?;
    Ok(())
}
