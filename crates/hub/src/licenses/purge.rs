//! Forget licences that were deleted long ago.

use std::time::Duration;

use keyward_storage::licenses;

use crate::{Error, Hub};

/// What is kept of a deleted licence is kept so long (contract hub, B.1).
const KEPT_FOR: Duration = Duration::from_hours(30 * 24);
/// So many at a time, so that no transaction is long.
const AT_ONCE: u64 = 200;

/// Forgets what is kept of licences that were deleted thirty days ago, but for the digests of their keys, which are never made again; how many there
/// were. To be called now and then until there are none.
pub async fn purge(hub: &Hub) -> Result<usize, Error> {
    let before = hub.now().minus(KEPT_FOR);
    let tx = hub.authority().storage().begin().await?;
    let purged = licenses::purge(&tx, before, AT_ONCE).await?;
    tx.commit().await?;
    Ok(purged)
}
