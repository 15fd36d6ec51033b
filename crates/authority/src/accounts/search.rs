//! Accounts, for the operator.

use keyward_domain::{Account, Page};
use keyward_storage::accounts;
pub use keyward_storage::accounts::AccountFilter;

use crate::keys::list::Listed;
use crate::{Actor, Authority, Error};

/// A page of every tenant's accounts, oldest first. The operator's alone.
pub async fn search(
    authority: &Authority,
    actor: &Actor,
    filter: &AccountFilter,
    page: Page,
) -> Result<Listed<Account>, Error> {
    actor.must_be_operator()?;
    let limit = authority.policy().developer_license_limit;
    let (items, total) = accounts::search(&authority.storage().reader(), filter, page, limit).await?;
    Ok(Listed { items, total })
}
