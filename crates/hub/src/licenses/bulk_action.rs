//! Let the same thing happen to many licences.

use std::str::FromStr;

use keyward_authority::{Actor, Answer, Once};
use keyward_domain::{Invalid, LicenseEvent};
use keyward_storage::licenses::LicenseChange;

use super::Work;
use super::revoke::why;
use crate::error::Refusal;
use crate::{Error, Hub};

/// What is to happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BulkAction {
    /// They are taken back.
    Revoke,
    /// They are given back.
    Reactivate,
    /// They go away.
    Delete,
    /// They are good for a year more.
    Renew,
}

/// What happened.
#[derive(Debug, Default)]
pub struct BulkOutcome {
    /// To these it did.
    pub succeeded: Vec<i64>,
    /// To these it did not, and why.
    pub failed: Vec<(i64, Refusal)>,
}

const MONTHS: u32 = 12;

/// Lets it happen to each of 1 to 100 licences to which it may. Those to which it may not are told; an outage undoes all.
pub async fn bulk_action(
    hub: &Hub,
    actor: &Actor,
    action: BulkAction,
    ids: &[i64],
    once: &Once<'_, BulkOutcome>,
) -> Result<Answer<BulkOutcome>, Error> {
    let most = hub.settings().max_bulk;
    if ids.is_empty() || ids.len() > most {
        return Err(Invalid::one("ids", format_args!("must hold 1 to {most} ids, not {}", ids.len())).into());
    }
    let mut work = Work::begin(hub, actor).await?;
    if let Some(again) = once.claim(hub.authority(), &work.tx, actor).await? {
        return Ok(again);
    }
    // In one order everywhere, or two that hold each other's would wait for ever.
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let event = action.event(actor)?;
    let mut outcome = BulkOutcome::default();
    for id in ids {
        let done = match work.find(id).await {
            Ok(found) => work.apply(&found.license, &event, LicenseChange::default()).await.map(|_| ()),
            Err(error) => Err(error),
        };
        match done {
            Ok(()) => outcome.succeeded.push(id),
            // Refused before anything of it was written.
            Err(Error::Refused(refusal)) => outcome.failed.push((id, refusal)),
            Err(error) => return Err(error),
        }
    }
    once.settle(hub.authority(), &work.tx, actor, &outcome).await?;
    work.written().await?.commit().await?;
    Ok(Answer::Fresh(outcome))
}

impl BulkAction {
    fn event(self, actor: &Actor) -> Result<LicenseEvent, Error> {
        Ok(match self {
            Self::Revoke => LicenseEvent::Revoke { reason: why(actor, None)? },
            Self::Reactivate => LicenseEvent::Reactivate,
            Self::Delete => LicenseEvent::Delete,
            Self::Renew => LicenseEvent::Renew { months: MONTHS },
        })
    }
}

impl FromStr for BulkAction {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "revoke" => Ok(Self::Revoke),
            "reactivate" => Ok(Self::Reactivate),
            "delete" => Ok(Self::Delete),
            "renew" => Ok(Self::Renew),
            _ => Err("must be revoke, reactivate, delete or renew"),
        }
    }
}
