//! The gates of an environment.

use keyward_domain::gates::Gate;
use keyward_domain::{Invalid, Page};
use keyward_storage::gates;

use crate::keys::list::Listed;
use crate::{Actor, Authority, Error, needs};

/// A page of the gates of the actor's environment, by name; with `search`, of those whose name holds it.
pub async fn list(
    authority: &Authority,
    actor: &Actor,
    search: Option<&str>,
    page: Page,
) -> Result<Listed<Gate>, Error> {
    actor.may_read(needs::GATE_READ)?;
    let environment = actor.environment()?;
    // No name holds one, and PostgreSQL would refuse the text.
    if search.is_some_and(|text| text.contains('\0')) {
        return Err(Invalid::one("search", "must not contain a NUL").into());
    }
    let reader = authority.storage().reader();
    let (items, total) = gates::list(&reader, environment, search, page.limit, page.offset).await?;
    Ok(Listed { items, total })
}
