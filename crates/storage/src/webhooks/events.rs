//! Events, put there with one delivery for each endpoint that is to be told, in the transaction in which they happen.

use keyward_domain::webhook::WebhookKind;
use keyward_domain::{Environment, Id, License, Tenant, Timestamp};
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::column::micros;
use crate::entity::{webhook_delivery, webhook_event};
use crate::{StorageError, Tx};

/// An event to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// Its id, unique: receivers tell by it what they have seen.
    pub id: String,
    /// Whose.
    pub tenant: Id<Tenant>,
    /// Where; `None` for what lies in no environment.
    pub environment: Option<Id<Environment>>,
    /// What happened.
    pub kind: WebhookKind,
    /// Facts as a JSON object, without any secret.
    pub data: String,
    /// The licence that it is about, whose key is put in when it is told.
    pub license: Option<Id<License>>,
    /// The batch that it is one of.
    pub batch: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// A delivery to be: of which event, to which endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDelivery {
    /// Its id, unique.
    pub id: String,
    /// The event's id.
    pub event_id: String,
    /// Where it goes.
    pub endpoint: Id<keyward_domain::webhook::WebhookEndpoint>,
    /// When it was put there; it is due at once.
    pub now: Timestamp,
}

const ROWS_A_STATEMENT: usize = 500;

/// Adds events with their deliveries.
pub async fn insert(tx: &Tx, events: &[NewEvent], deliveries: &[NewDelivery]) -> Result<(), StorageError> {
    for some in events.chunks(ROWS_A_STATEMENT) {
        webhook_event::Entity::insert_many(some.iter().map(event)).exec_without_returning(&tx.0).await?;
    }
    for some in deliveries.chunks(ROWS_A_STATEMENT) {
        webhook_delivery::Entity::insert_many(some.iter().map(delivery))
            .exec_without_returning(&tx.0)
            .await?;
    }
    Ok(())
}

fn event(new: &NewEvent) -> webhook_event::ActiveModel {
    webhook_event::ActiveModel {
        id: Set(new.id.clone()),
        tenant_id: Set(new.tenant.get()),
        environment_id: Set(new.environment.map(Id::get)),
        kind: Set(new.kind.as_str().to_owned()),
        data: Set(new.data.clone()),
        license_id: Set(new.license.map(Id::get)),
        batch: Set(new.batch.clone()),
        at: Set(new.at.as_micros()),
    }
}

fn delivery(new: &NewDelivery) -> webhook_delivery::ActiveModel {
    webhook_delivery::ActiveModel {
        id: Set(new.id.clone()),
        event_id: Set(new.event_id.clone()),
        endpoint_id: Set(new.endpoint.get()),
        state: Set("waiting".to_owned()),
        attempts: Set(0),
        since: Set(new.now.as_micros()),
        next_attempt_at: Set(micros(Some(new.now))),
        claimed: Set(false),
        created_at: Set(new.now.as_micros()),
        settled_at: Set(None),
    }
}
