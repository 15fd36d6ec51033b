//! What webhooks are told (contract hub, A.3): written in the transaction in which it happens, without the licence's key, which is put in
//! when it is delivered.

use keyward_domain::{License, Product, SiteDomain, Tier, Timestamp};
use keyward_storage::hub_events::{HubEvent, NewHubEvent};
use keyward_storage::licenses;
use serde_json::{Map, Value, json};

use crate::{Error, Hub};

pub(crate) const CREATED: &str = "license.created";
pub(crate) const ACTIVATED: &str = "license.activated";
pub(crate) const DEACTIVATED: &str = "license.deactivated";
pub(crate) const REVOKED: &str = "license.revoked";
pub(crate) const REACTIVATED: &str = "license.reactivated";
pub(crate) const RENEWED: &str = "license.renewed";
pub(crate) const EXPIRED: &str = "license.expired";

/// A licence that something happens to, with what its events tell of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) license: &'a License,
    pub(crate) product: &'a Product,
    pub(crate) tier: &'a Tier,
}

impl Subject<'_> {
    /// An event of this licence's as it is now; `domain` where it is about one.
    pub(crate) fn event(
        self,
        hub: &Hub,
        kind: &'static str,
        domain: Option<&SiteDomain>,
        now: Timestamp,
    ) -> NewHubEvent {
        let license = self.license;
        let payload = json!({
            "license_id": license.id.get(),
            "tier": self.tier.name.as_str(),
            "product_slug": self.product.slug.as_str(),
            "status": license.facts.status(now).as_str(),
            "domain": domain.map(SiteDomain::as_str),
            "customer_id": license.customer.map(keyward_domain::Id::get),
            "expires_at": offset_time(license.facts.expires_at),
        });
        NewHubEvent {
            event_id: hub.unique_id(now),
            tenant: license.tenant,
            license: license.id,
            kind,
            payload: payload.to_string(),
            batch: license.batch.clone().filter(|_| kind == CREATED),
            at: now,
        }
    }
}

/// The body of a delivery: `{"event","timestamp","data":{…}}`, times with `+00:00` as the product's webhooks write them. Of a licence
/// that was deleted since, without its key.
pub async fn body(hub: &Hub, event: &HubEvent) -> Result<String, Error> {
    let reader = hub.authority().storage().reader();
    let key = match licenses::get(&reader, event.tenant, event.license).await? {
        Some(stored) => Some(hub.open(&stored)?),
        None => None,
    };
    let stored: Map<String, Value> = serde_json::from_str(&event.payload).map_err(Error::broken)?;
    let mut data = Map::new();
    for (name, value) in stored {
        let first = name == "license_id";
        data.insert(name, value);
        if let (true, Some(key)) = (first, &key) {
            data.insert("license_key".to_owned(), key.expose().into());
        }
    }
    let mut body =
        json!({"event": event.kind, "timestamp": offset_time(event.at), "data": data, "id": event.event_id});
    if let Some(batch) = &event.batch {
        body["batch_id"] = batch.as_str().into();
    }
    Ok(body.to_string())
}

fn offset_time(time: Timestamp) -> String {
    time.to_string().replace('Z', "+00:00")
}
