//! Give a licence to another client.

use keyward_authority::Actor;
use keyward_domain::LicenseEvent;
use keyward_storage::licenses::LicenseChange;

use super::issue::customer;
use super::{Found, LicenseView, Work};
use crate::caller::Caller;
use crate::{Error, Hub};

/// Gives a licence to another client of the account that it belongs to, whoever asks. It stays active where it is.
pub async fn transfer(hub: &Hub, actor: &Actor, id: i64, customer_id: i64) -> Result<LicenseView, Error> {
    let mut work = Work::begin(hub, actor).await?;
    let caller = Caller::of(hub, &work.tx, actor).await?;
    caller.must_be_partner()?;
    let found = work.find(id).await?;
    let to = customer(&work.tx, found.license.tenant, caller, Some(customer_id)).await?;
    let with = LicenseChange { customer: to, ..LicenseChange::default() };
    let license = work.apply(&found.license, &LicenseEvent::Transfer, with).await?;
    work.finish(Found { license, ..found }).await
}
