//! The licences of a client.

use keyward_authority::Actor;
use keyward_authority::keys::list::Listed;
use keyward_domain::{Id, Page};
use keyward_storage::clients;

use crate::caller::Caller;
use crate::licenses::LicenseView;
use crate::licenses::list::{ListLicenses, list};
use crate::{Error, Hub, needs};

/// A page of the licences of a client of the actor's account, newest first.
pub async fn licenses(hub: &Hub, actor: &Actor, id: i64, page: Page) -> Result<Listed<LicenseView>, Error> {
    actor.may_read(needs::CLIENT_READ)?;
    let reader = hub.authority().storage().reader();
    Caller::of(hub, &reader, actor).await?.must_be_partner()?;
    if !clients::exists(&reader, actor.tenant, Id::new(id)).await? {
        return Err(Error::no_client());
    }
    list(hub, actor, &ListLicenses { customer_id: Some(id), ..ListLicenses::default() }, page).await
}
