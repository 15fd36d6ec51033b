//! What webhooks are told (contract hub, A.3): written in the transaction in which it happens, without the licence's key, which is put in
//! when it is delivered.

use keyward_authority::webhooks::{Author, Data, Told};
use keyward_domain::{Id, License, Product, SiteDomain, Tenant, Tier, Timestamp};
use keyward_storage::hub_events::NewHubEvent;
use keyward_storage::webhooks::queue::ClaimedEvent;
use keyward_storage::{Tx, hub_events, licenses};
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

/// Writes events down and tells the account's endpoints of them. Called when the transaction holds the account's audit chain, that is,
/// after its entries were appended.
pub(crate) async fn tell(
    hub: &Hub,
    tx: &Tx,
    tenant: Id<Tenant>,
    events: &[NewHubEvent],
    now: Timestamp,
) -> Result<(), Error> {
    hub_events::append(tx, events).await?;
    let told = |event: &NewHubEvent| {
        Some(Told {
            kind: event.kind.parse().ok()?,
            environment: None,
            data: serde_json::from_str(&event.payload).ok()?,
            license: Some(event.license),
            batch: event.batch.clone(),
            id: Some(event.event_id.clone()),
        })
    };
    Ok(hub.authority().tell(tx, tenant, now, || events.iter().filter_map(told).collect()).await?)
}

/// The facts of an event about a licence, with its key, also of one that was deleted: of its end its activations' endings are told.
impl Author for Hub {
    fn license<'a>(&'a self, event: &'a ClaimedEvent) -> Data<'a> {
        Box::pin(async move { facts(self, event).await.map_err(Error::into_authority) })
    }
}

async fn facts(hub: &Hub, event: &ClaimedEvent) -> Result<Map<String, Value>, Error> {
    let reader = hub.authority().storage().reader();
    let stored = match event.license {
        Some(id) => licenses::get_even_deleted(&reader, event.tenant, id).await?,
        None => None,
    };
    let key = stored.map(|stored| hub.open(&stored)).transpose()?;
    let kept: Map<String, Value> = serde_json::from_str(&event.data).map_err(Error::broken)?;
    let mut facts = Map::new();
    for (name, value) in kept {
        let first = name == "license_id";
        facts.insert(name, value);
        if let (true, Some(key)) = (first, &key) {
            facts.insert("license_key".to_owned(), key.expose().into());
        }
    }
    Ok(facts)
}

fn offset_time(time: Timestamp) -> String {
    time.to_string().replace('Z', "+00:00")
}
