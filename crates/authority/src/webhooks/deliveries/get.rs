//! One thing that was sent, with what it says.

use keyward_domain::webhook::WebhookDelivery;
use keyward_storage::webhooks::{deliveries, queue};
use serde_json::Map;

use crate::webhooks::{DELIVERY, EndpointId, body};
use crate::{Actor, Authority, Error};

/// A delivery of an environment's endpoint, and the body that it carries at each attempt.
#[derive(Debug)]
pub struct Whole {
    /// The delivery, with its attempts.
    pub delivery: WebhookDelivery,
    /// JSON. Of a licence it has all but the key, which is put in when it is sent.
    pub body: String,
}

/// The delivery of that id to an endpoint of the native API.
pub async fn get(authority: &Authority, actor: &Actor, endpoint: &str, id: &str) -> Result<Whole, Error> {
    let endpoint_id = EndpointId::Native(endpoint);
    let scope = endpoint_id.desk().read(authority, actor).await?;
    let none = || Error::NotFound(DELIVERY);
    // No delivery has such an id, and PostgreSQL would refuse the text.
    if id.contains('\0') {
        return Err(none());
    }
    // A delivery and its log belong together.
    let reader = authority.storage().snapshot().await?;
    let endpoint = endpoint_id.get(authority, &reader, scope).await?;
    let delivery = deliveries::get(&reader, endpoint.id, id).await?.ok_or_else(none)?;
    let event = queue::event(&reader, &delivery.event_id).await?.ok_or_else(none)?;
    let data: Map<_, _> =
        serde_json::from_str(&event.data).map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(Whole { body: body::body(authority, &event, &data), delivery })
}
