//! How a customer's keys were used.

use keyward_domain::{Owner, PortalRight, Timestamp};
use keyward_storage::usage::{self, Of};

use crate::customer_portal::PortalActor;
use crate::usage::Counts;
use crate::{Authority, Error};

/// What was answered about the customer's keys in the hours that begin at `from` or later. `None` for a session that does not see them:
/// who let it in may not, either.
pub async fn usage(
    authority: &Authority,
    actor: &PortalActor,
    from: Timestamp,
) -> Result<Option<Counts>, Error> {
    actor.may_read(PortalRight::UsageRead)?;
    if actor.may_read(PortalRight::KeysRead).is_err() {
        return Ok(None);
    }
    let (reader, environment) = (authority.storage().reader(), actor.session.environment);
    let of = Of::Owner(Owner::Customer(actor.customer.id));
    let end = Timestamp::from_micros(i64::MAX);
    let mut total = Counts::new();
    for hour in usage::answered(&reader, environment, of, from, end).await? {
        *total.entry(hour.code).or_default() += hour.count;
    }
    Ok(Some(total))
}
