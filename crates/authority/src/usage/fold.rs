//! Keep uses of keys long past by the day, and no longer how long checks took then.

use std::time::Duration;

use keyward_domain::Timestamp;
use keyward_storage::usage::{self, Counted};

use crate::{Authority, Error};

/// So many keys at once that others who write hardly wait.
const KEYS_AT_ONCE: u64 = 250;

/// Folds the hours of days that ended more than so many days ago, each into its day; how many steps that took. How long checks took in hours so
/// long past is forgotten. To be called now and then.
pub async fn fold(authority: &Authority, days: u32) -> Result<u64, Error> {
    let before = authority.now().minus(Duration::from_hours(u64::from(days) * 24));
    let mut steps = 0;
    for counted in [Counted::Keys, Counted::Unknown] {
        let mut from = Timestamp::from_micros(0);
        loop {
            let tx = authority.storage().begin().await?;
            let day = usage::fold(&tx, counted, from, before, KEYS_AT_ONCE).await?;
            tx.commit().await?;
            let Some(day) = day else { break };
            from = day;
            steps += 1;
        }
    }
    let tx = authority.storage().begin().await?;
    usage::forget_times_before(&tx, before).await?;
    tx.commit().await?;
    Ok(steps)
}
