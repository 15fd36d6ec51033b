//! A customer's keys.

use keyward_domain::{Key, Owner, Page, PortalRight};
use keyward_storage::credits;
use keyward_storage::keys::{self, Count, Filter, Sort};

use crate::customer_portal::PortalActor;
use crate::keys::Owned;
use crate::keys::list::Listed;
use crate::{Authority, Error};

/// A page of the customer's keys, revoked ones included.
pub async fn list(authority: &Authority, actor: &PortalActor, page: Page) -> Result<Listed<Owned>, Error> {
    actor.may_read(PortalRight::KeysRead)?;
    let filter = Filter { owner: Some(Owner::Customer(actor.customer.id)), ..Filter::default() };
    let reader = authority.storage().reader();
    let (keys, total) =
        keys::list(&reader, actor.session.environment, &filter, Sort::CreatedAt, page, Count::All).await?;
    let accounts = credits::find_all(&reader, keys.iter().filter_map(|key| key.credits)).await?;
    let owned = |key: Key| Owned {
        external_id: Some(actor.customer.external_id.clone()),
        credits: key.credits.and_then(|account| accounts.get(&account).cloned()),
        key,
    };
    let items = keys.into_iter().map(owned).collect();
    Ok(Listed { items, total })
}
