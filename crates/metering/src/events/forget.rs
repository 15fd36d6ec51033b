//! Forget events past their time.

use keyward_storage::{environments, events, tenants};

use crate::{Error, Metering};

/// So many at once that others who write hardly wait.
const AT_ONCE: u64 = 500;

/// Forgets every event that is past its time; how many. To be called now and then. Nobody is told of them anyway.
pub async fn forget(metering: &Metering) -> Result<u64, Error> {
    let Some(before) = metering.kept_from(metering.clock.now()) else { return Ok(0) };
    let reader = metering.storage.reader();
    let mut all = 0;
    for tenant in tenants::all(&reader).await? {
        for environment in environments::all(&reader, tenant.id).await? {
            loop {
                let tx = metering.storage.begin().await?;
                let gone = events::forget_before(&tx, environment.id, before, AT_ONCE).await?;
                tx.commit().await?;
                all += gone;
                if gone == 0 {
                    break;
                }
            }
        }
    }
    Ok(all)
}
