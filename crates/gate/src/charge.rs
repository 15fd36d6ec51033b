//! What a check that may pass takes from credits and limits: from all, or from none.

use std::sync::Arc;

use keyward_domain::{Code, Timestamp};

use crate::cache::Cache;
use crate::credits::Account;
use crate::hot::{Entry, Metering};
use crate::limits::{Part, Readings, Resolved, look_all, resolve, take_all};
use crate::{CachedGrant, CheckError, LimitReading, Meter};

/// What was decided, and what it was decided by.
pub(crate) struct Charged<'a> {
    pub(crate) code: Code,
    pub(crate) limits: &'a [LimitReading<'a>],
    pub(crate) credits: Option<u64>,
}

/// Why nothing could be decided yet.
pub(crate) enum Undecided {
    /// The question can't be answered as it is.
    Refused(CheckError),
    /// More credits have to be leased.
    Lease(Arc<Account>),
}

/// Charges a key that has limits or credits, or a check that names limits. `code` is what else was decided: only a key that may pass
/// is charged, and of the others only told what there is.
#[inline]
pub(crate) fn charge<R>(
    cache: &Cache,
    code: Code,
    key: Entry<'_>,
    meter: &Meter<'_>,
    now: Timestamp,
    then: impl FnOnce(Charged<'_>) -> R,
) -> Result<R, Undecided> {
    let cost = meter.cost.get();
    // What most keys have, without a list of what was taken.
    if let (Code::Valid, Metering::Only(only)) = (code, &key.metering)
        && cost > 0
        && meter.named.is_empty()
        && let Some(reading) = only.take(key.digest, now, cost)
    {
        return Ok(then(Charged { code, limits: &[reading], credits: None }));
    }
    charge_several(cache, code, key.grant(), meter, now, then)
}

#[inline(never)]
fn charge_several<R>(
    cache: &Cache,
    code: Code,
    grant: &CachedGrant,
    meter: &Meter<'_>,
    now: Timestamp,
    then: impl FnOnce(Charged<'_>) -> R,
) -> Result<R, Undecided> {
    let cost = meter.cost.get();
    if meter.named.is_empty() {
        let own = grant.held().iter().filter(|held| held.auto);
        let parts = own.map(|held| Part { count: &held.count, most: held.most, cost });
        return take(cache, code, grant.account(), cost, parts, now, then);
    }
    let resolved = resolve(&cache.limits, grant, meter.named, meter.cost, now).map_err(Undecided::Refused)?;
    take(cache, code, grant.account(), cost, resolved.iter().map(Resolved::part), now, then)
}

#[inline]
fn take<'a, R>(
    cache: &Cache,
    code: Code,
    account: Option<&Arc<Account>>,
    cost: u32,
    parts: impl Iterator<Item = Part<'a>> + Clone,
    now: Timestamp,
    then: impl FnOnce(Charged<'_>) -> R,
) -> Result<R, Undecided> {
    parts.clone().for_each(|part| cache.settle(part.count));
    let mut readings = Readings::new();
    let code = match (code, account) {
        (Code::Valid, Some(account)) if !account.spend(cost) => {
            let dry = account.is_dry(now);
            if dry || account.remaining() >= u64::from(cost) {
                look_all(parts, now, &mut readings);
            }
            if dry {
                Code::CreditsExhausted
            } else if readings.as_slice().iter().any(|reading| reading.exceeded) {
                // Nothing is leased for a check that is refused all the same: a crash would lose it.
                Code::RateLimited
            } else {
                return Err(Undecided::Lease(Arc::clone(account)));
            }
        }
        (Code::Valid, account) => {
            if take_all(parts, now, &mut readings) {
                Code::Valid
            } else {
                if let Some(account) = account {
                    account.put_back(cost);
                }
                Code::RateLimited
            }
        }
        (refused, _) => {
            look_all(parts, now, &mut readings);
            refused
        }
    };
    let credits = account.map(|account| account.remaining());
    Ok(then(Charged { code, limits: readings.as_slice(), credits }))
}

/// What there is of everything that a check would take from, taking nothing; the code is the first reason that these give.
pub(crate) fn look<R>(
    cache: &Cache,
    grant: &CachedGrant,
    meter: &Meter<'_>,
    now: Timestamp,
    then: impl FnOnce(Charged<'_>) -> R,
) -> Result<R, CheckError> {
    let resolved = resolve(&cache.limits, grant, meter.named, meter.cost, now)?;
    let parts = resolved.iter().map(Resolved::part);
    parts.clone().for_each(|part| cache.settle(part.count));
    let mut readings = Readings::new();
    look_all(parts, now, &mut readings);
    let credits = grant.account().map(|account| account.remaining());
    let code = if credits.is_some_and(|left| left < u64::from(meter.cost.get())) {
        Code::CreditsExhausted
    } else if readings.as_slice().iter().any(|reading| reading.exceeded) {
        Code::RateLimited
    } else {
        Code::Valid
    };
    Ok(then(Charged { code, limits: readings.as_slice(), credits }))
}
