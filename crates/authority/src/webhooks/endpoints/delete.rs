//! Remove an endpoint.

use keyward_storage::webhooks::endpoints;

use crate::webhooks::{EndpointId, target};
use crate::{Actor, Authority, Error};

/// Removes an endpoint with its secrets. What waits for it is not sent any more.
pub async fn delete(authority: &Authority, actor: &Actor, id: EndpointId<'_>) -> Result<(), Error> {
    let scope = id.desk().write(authority, actor).await?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let found = id.lock(authority, &tx, scope).await?;
    endpoints::delete(&tx, found.id, now).await?;
    authority.note(&tx, actor, "webhook.delete", target(&found), "{}", now).await?;
    Ok(tx.commit().await?)
}
