//! Take a provider's webhooks no more.

use keyward_storage::webhooks::connections;

use super::{CONNECTION, target};
use crate::{Actor, Authority, Error, needs};

/// Removes a connection with its secret. What comes from now on is refused.
pub async fn disconnect(authority: &Authority, actor: &Actor, id: &str) -> Result<(), Error> {
    actor.may_write(needs::WEBHOOK_WRITE)?;
    let environment = actor.environment()?;
    let id = authority.decode(id, CONNECTION)?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let removed = connections::delete(&tx, environment, id).await?.ok_or(Error::NotFound(CONNECTION))?;
    authority.note(&tx, actor, "connection.delete", target(&removed), "{}", now).await?;
    Ok(tx.commit().await?)
}
