//! Send something once more.

use keyward_domain::webhook::WebhookDelivery;
use keyward_storage::webhooks::{deliveries, endpoints};

use super::must_be_on;
use crate::webhooks::{DELIVERY, Desk, target};
use crate::{Actor, Authority, Error};

/// Sends a delivery once more, whatever became of it, and tries it for another day. The event keeps its id.
pub async fn redeliver(
    authority: &Authority,
    actor: &Actor,
    desk: Desk,
    id: &str,
) -> Result<WebhookDelivery, Error> {
    let scope = desk.write(authority, actor).await?;
    let none = Error::NotFound(DELIVERY);
    // No delivery has such an id, and PostgreSQL would refuse the text.
    if id.contains('\0') {
        return Err(none);
    }
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let Some(to) = deliveries::endpoint_of(&tx, id).await? else { return Err(none) };
    let Some(endpoint) = endpoints::lock(&tx, scope, to).await? else { return Err(none) };
    must_be_on(&endpoint)?;
    deliveries::redeliver(&tx, id, now).await?;
    let again = deliveries::get(&tx, to, id).await?.ok_or(none)?;
    authority.note(&tx, actor, "webhook.redeliver", target(&endpoint), "{}", now).await?;
    tx.commit().await?;
    authority.webhooks_wait();
    Ok(again)
}
