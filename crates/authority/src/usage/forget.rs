//! Forget uses of keys past their time, and how long checks took then.

use std::time::Duration;

use keyward_domain::Interval;
use keyward_storage::usage;

use crate::{Authority, Error};

/// So many keys at once that others who write hardly wait.
const KEYS_AT_ONCE: u64 = 500;

/// Forgets the uses of days that ended more than so many days ago, and how long checks took then; how many rows of uses went. To be called now
/// and then.
pub async fn forget(authority: &Authority, days: u32) -> Result<u64, Error> {
    let before = authority.now().minus(Duration::from_hours(u64::from(days) * 24));
    let before = Interval::Daily.latest(before);
    let tx = authority.storage().begin().await?;
    usage::forget_times_before(&tx, before).await?;
    tx.commit().await?;
    let mut all = 0;
    loop {
        let tx = authority.storage().begin().await?;
        let gone = usage::forget_before(&tx, before, KEYS_AT_ONCE).await?;
        tx.commit().await?;
        all += gone;
        if gone == 0 {
            return Ok(all);
        }
    }
}
