//! One account, for the operator.

use keyward_domain::{Account, Id};
use keyward_storage::accounts;

use super::{ACCOUNT, of};
use crate::{Actor, Authority, Error};

/// The account whose owner has that primary key, whatever its tenant. The operator's alone.
pub async fn find(authority: &Authority, actor: &Actor, id: i64) -> Result<Account, Error> {
    actor.must_be_operator()?;
    let reader = authority.storage().reader();
    let account = of(authority, &reader, Id::new(id)).await?;
    // Another of the tenant's people is no account of the hub's.
    let owner = accounts::owner(&reader, account.tenant).await?;
    if owner == Some(account.id) { Ok(account) } else { Err(Error::NotFound(ACCOUNT)) }
}
