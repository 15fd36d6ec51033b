//! A customer's keys.

use keyward_domain::{Owner, Page, PortalRight};
use keyward_storage::keys::{self, Filter, Sort};

use crate::keys::Owned;
use crate::keys::list::Listed;
use crate::portal::PortalActor;
use crate::{Authority, Error};

/// A page of the customer's keys, revoked ones included.
pub async fn list(authority: &Authority, actor: &PortalActor, page: Page) -> Result<Listed<Owned>, Error> {
    actor.may_read(PortalRight::KeysRead)?;
    let filter = Filter { owner: Some(Owner::Customer(actor.customer.id)), ..Filter::default() };
    let reader = authority.storage().reader();
    let (keys, total) =
        keys::list(&reader, actor.session.environment, &filter, Sort::CreatedAt, page).await?;
    let external_id = Some(&actor.customer.external_id);
    let items = keys.into_iter().map(|key| Owned { key, external_id: external_id.cloned() }).collect();
    Ok(Listed { items, total })
}
