//! Tell of licences that have ended.

use std::collections::BTreeMap;

use keyward_storage::{audit, licenses};

use super::context;
use crate::events::{EXPIRED, Subject, tell};
use crate::{Error, Hub};

/// So many at a time, so that no transaction is long.
const AT_ONCE: u64 = 500;

/// Tells webhooks of licences that have ended since they were last told, each end once; how many there were. To be called now and then
/// until there are none. Nothing is decided by it: a licence's state follows from the clock.
pub async fn tell_expired(hub: &Hub) -> Result<usize, Error> {
    let now = hub.now();
    let tx = hub.authority().storage().begin().await?;
    let ended = licenses::lock_expired(&tx, now, AT_ONCE).await?;
    let mut events: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for license in &ended {
        let (product, tier) = context(&tx, license).await?;
        let event = Subject { license, product: &product, tier: &tier }.event(hub, EXPIRED, None, now);
        events.entry(license.tenant).or_default().push(event);
    }
    licenses::note_expiry(&tx, ended.iter().map(|license| license.id), now).await?;
    for (tenant, events) in events {
        audit::hold(&tx, tenant).await?;
        tell(hub, &tx, tenant, &events, now).await?;
    }
    tx.commit().await?;
    Ok(ended.len())
}
