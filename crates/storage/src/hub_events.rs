//! What happened to licences, for webhooks: written in the transaction in which it happened, read by whoever delivers.

use keyward_domain::{Id, License, Tenant, Timestamp};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::column::time;
use crate::entity::hub_event::{ActiveModel, Column, Entity, Model};
use crate::{Connection, StorageError, Tx};

/// An event to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewHubEvent {
    /// Its id, unique: receivers tell by it what they have seen.
    pub event_id: String,
    /// Whose.
    pub tenant: Id<Tenant>,
    /// The licence it happened to.
    pub license: Id<License>,
    /// What happened, such as `license.created`.
    pub kind: &'static str,
    /// Facts as a JSON object, without the licence's key.
    pub payload: String,
    /// The batch that it is one of.
    pub batch: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// An event as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubEvent {
    /// Its place among all events.
    pub id: i64,
    /// Its id, unique.
    pub event_id: String,
    /// Whose.
    pub tenant: Id<Tenant>,
    /// The licence it happened to.
    pub license: Id<License>,
    /// What happened.
    pub kind: String,
    /// Facts as a JSON object, without the licence's key.
    pub payload: String,
    /// The batch that it is one of.
    pub batch: Option<String>,
    /// When.
    pub at: Timestamp,
}

const ROWS_A_STATEMENT: usize = 500;

/// Adds events, in that order.
pub async fn append(tx: &Tx, events: &[NewHubEvent]) -> Result<(), StorageError> {
    for some in events.chunks(ROWS_A_STATEMENT) {
        Entity::insert_many(some.iter().map(row)).exec_without_returning(&tx.0).await?;
    }
    Ok(())
}

/// An account's events after that place, oldest first.
pub async fn after(
    db: &impl Connection,
    tenant: Id<Tenant>,
    id: i64,
    limit: u64,
) -> Result<Vec<HubEvent>, StorageError> {
    let rows = Entity::find()
        .filter(Column::TenantId.eq(tenant.get()))
        .filter(Column::Id.gt(id))
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(db.orm())
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

fn row(new: &NewHubEvent) -> ActiveModel {
    ActiveModel {
        event_id: Set(new.event_id.clone()),
        tenant_id: Set(new.tenant.get()),
        license_id: Set(new.license.get()),
        kind: Set(new.kind.to_owned()),
        payload: Set(new.payload.clone()),
        batch: Set(new.batch.clone()),
        at: Set(new.at.as_micros()),
        ..Default::default()
    }
}

fn read(row: Model) -> HubEvent {
    HubEvent {
        id: row.id,
        event_id: row.event_id,
        tenant: Id::new(row.tenant_id),
        license: Id::new(row.license_id),
        kind: row.kind,
        payload: row.payload,
        batch: row.batch,
        at: time(row.at),
    }
}
