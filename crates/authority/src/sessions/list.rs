//! One's own sessions.

use keyward_domain::{Page, Session};
use keyward_storage::sessions;

use crate::keys::list::Listed;
use crate::{Actor, Authority, Error};

/// A page of the actor's sessions that stand, the latest sign-in first.
pub async fn list(authority: &Authority, actor: &Actor, page: Page) -> Result<Listed<Session>, Error> {
    let user = actor.signed_in()?;
    let reader = authority.storage().reader();
    let (items, total) = sessions::list(&reader, user, authority.now(), page).await?;
    Ok(Listed { items, total })
}
