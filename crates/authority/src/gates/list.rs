//! The gates of an environment.

use keyward_domain::Page;
use keyward_domain::gates::Gate;
use keyward_storage::gates;

use crate::keys::list::Listed;
use crate::{Actor, Authority, Error, needs};

/// A page of the gates of the actor's environment, by name.
pub async fn list(authority: &Authority, actor: &Actor, page: Page) -> Result<Listed<Gate>, Error> {
    actor.may_read(needs::GATE_READ)?;
    let environment = actor.environment()?;
    let reader = authority.storage().reader();
    let (items, total) = gates::list(&reader, environment, page.limit, page.offset).await?;
    Ok(Listed { items, total })
}
