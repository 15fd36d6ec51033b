//! The licences of a customer, for itself.

use keyward_authority::customer_portal::PortalActor;
use keyward_authority::keys::list::Listed;
use keyward_domain::{Page, PortalRight};
use keyward_storage::licenses::{self, Filter};

use super::{LicenseView, views};
use crate::{Error, Hub};

/// A page of the licences that the tenant gave to the customer in its portal, newest first, whatever their state.
pub async fn list(hub: &Hub, actor: &PortalActor, page: Page) -> Result<Listed<LicenseView>, Error> {
    actor.may_read(PortalRight::LicensesRead)?;
    let filter = Filter { customer: Some(actor.customer.id), ..Filter::default() };
    let reader = hub.authority().storage().reader();
    let (found, total) = licenses::list(&reader, actor.session.tenant, &filter, page).await?;
    Ok(Listed { items: views(hub, &reader, found, hub.now()).await?, total })
}
