//! Send an endpoint something, to see whether it works.

use keyward_domain::webhook::{WebhookDelivery, WebhookKind};
use keyward_storage::webhooks::events::{self, NewDelivery, NewEvent};

use crate::webhooks::{DELIVERY, EndpointId, deliveries, target};
use crate::{Actor, Authority, Error};

/// Puts an event of the kind `webhook.test` before an endpoint, whatever it wants to be told.
pub async fn test(
    authority: &Authority,
    actor: &Actor,
    id: EndpointId<'_>,
) -> Result<WebhookDelivery, Error> {
    let scope = id.desk().write(authority, actor).await?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let endpoint = id.lock(authority, &tx, scope).await?;
    deliveries::must_be_on(&endpoint)?;
    let event = NewEvent {
        id: authority.unique_id(now),
        tenant: scope.tenant,
        environment: scope.environment,
        kind: WebhookKind::Test,
        data: r#"{"message":"This is a test: nothing has happened"}"#.to_owned(),
        license: None,
        batch: None,
        at: now,
    };
    let (event_id, to) = (event.id.clone(), endpoint.id);
    let delivery = NewDelivery { id: authority.unique_id(now), event_id, endpoint: to, now };
    let id = delivery.id.clone();
    events::insert(&tx, &[event], &[delivery]).await?;
    let put = keyward_storage::webhooks::deliveries::get(&tx, to, &id).await?;
    authority.note(&tx, actor, "webhook.test", target(&endpoint), "{}", now).await?;
    tx.commit().await?;
    authority.webhooks_wait();
    put.ok_or(Error::NotFound(DELIVERY))
}
