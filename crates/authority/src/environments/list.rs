//! The tenant's environments.

use keyward_domain::{Environment, Page};
use keyward_storage::environments;

use crate::keys::list::Listed;
use crate::{Actor, Authority, Error, needs};

/// A page of the tenant's environments, oldest first.
pub async fn list(authority: &Authority, actor: &Actor, page: Page) -> Result<Listed<Environment>, Error> {
    actor.may_read(needs::ENVIRONMENT_READ)?;
    // A tenant has a handful: all are read, and the page is cut from them.
    let all = environments::all(&authority.storage().reader(), actor.tenant).await?;
    let total = all.len() as u64;
    let skip = usize::try_from(page.offset).unwrap_or(usize::MAX);
    let take = usize::try_from(page.limit).unwrap_or(usize::MAX);
    Ok(Listed { items: all.into_iter().skip(skip).take(take).collect(), total })
}
