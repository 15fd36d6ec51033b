//! The tenants. An operator's alone.

use keyward_domain::{Page, Tenant};
use keyward_storage::tenants;

use crate::keys::list::Listed;
use crate::{Actor, Authority, Error};

/// A page of the tenants, oldest first; with `name`, those whose names hold this text.
pub async fn list(
    authority: &Authority,
    actor: &Actor,
    name: Option<&str>,
    page: Page,
) -> Result<Listed<Tenant>, Error> {
    actor.must_be_operator()?;
    // PostgreSQL takes no NUL, and no name has one.
    if name.is_some_and(|name| name.contains('\0')) {
        return Ok(Listed { items: Vec::new(), total: 0 });
    }
    let (items, total) = tenants::list(&authority.storage().reader(), name, page).await?;
    Ok(Listed { items, total })
}
