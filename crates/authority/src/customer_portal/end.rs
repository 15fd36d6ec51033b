//! End a portal session.

use keyward_storage::{customers, portal_sessions};

use super::{SESSION, target};
use crate::{Actor, Authority, Error, needs};

/// Ends the environment's session of that id; the next request with its token is refused.
pub async fn end(authority: &Authority, actor: &Actor, id: &str) -> Result<(), Error> {
    actor.may_write(needs::CUSTOMER_WRITE)?;
    let environment = actor.environment()?;
    let id = authority.decode(id, SESSION)?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let customer = portal_sessions::end(&tx, environment, id, now).await?.ok_or(Error::NotFound(SESSION))?;
    let customer = customers::get(&tx, environment, customer).await?;
    let name = customer.as_ref().map_or("", |customer| customer.external_id.as_str());
    authority.note(&tx, actor, "portal_session.end", target(id, name), "{}", now).await?;
    tx.commit().await?;
    Ok(())
}
