//! The organisation's keys.

use keyward_domain::{Key, OwnerType, Page};
use keyward_storage::keys::{self, Count, Filter, Sort};

use crate::environments::production;
use crate::{Actor, Authority, Error, needs};

/// Every key of the organisation's people that is not revoked, newest first.
pub async fn list(authority: &Authority, actor: &Actor) -> Result<Vec<Key>, Error> {
    actor.signed_in()?;
    actor.may_read(needs::SECRET_READ)?;
    let reader = authority.storage().reader();
    let environment = production(&reader, actor).await?.id;
    let filter = Filter { owner_type: Some(OwnerType::User), not_revoked: true, ..Filter::default() };
    // The contract's list has no pages. Both databases count in 63 bits.
    let all = Page::first(i64::MAX.unsigned_abs());
    Ok(keys::list(&reader, environment, &filter, Sort::CreatedAt, all, Count::UpTo(0)).await?.0)
}
