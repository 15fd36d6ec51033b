//! Prolong a licence.

use keyward_authority::Actor;
use keyward_domain::{Invalid, LicenseEvent};
use keyward_storage::licenses::LicenseChange;

use super::{LicenseView, Work};
use crate::{Error, Hub};

/// The longest renewal: 10 years.
const MAX_MONTHS: u32 = 120;

/// Prolongs a licence by calendar months, from its end or from now, whichever is later.
pub async fn renew(hub: &Hub, actor: &Actor, id: i64, months: u32) -> Result<LicenseView, Error> {
    if !(1..=MAX_MONTHS).contains(&months) {
        return Err(Invalid::one("months", format_args!("must be 1 to {MAX_MONTHS}, not {months}")).into());
    }
    let event = LicenseEvent::Renew { months };
    Work::begin(hub, actor).await?.single(id, &event, LicenseChange::default()).await
}
