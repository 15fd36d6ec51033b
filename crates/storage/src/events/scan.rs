//! Events to be reckoned with.

use keyward_domain::{Environment, Id, Order, Timestamp};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Filter;
use super::list::condition;
use crate::entity::event::{Column, Entity};
use crate::{Connection, StorageError};

/// What of an event can count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scanned {
    /// When it happened.
    pub at: Timestamp,
    /// Its id, once in the environment.
    pub event_id: String,
    /// The tenant's own id of whose use it was.
    pub customer: String,
    /// Where it came from.
    pub source: Option<String>,
    /// Facts about it, a JSON object.
    pub properties: String,
}

/// The first `limit` events by their time, equal ones by their id.
pub async fn scan(
    db: &impl Connection,
    environment: Id<Environment>,
    filter: &Filter,
    limit: u64,
) -> Result<Vec<Scanned>, StorageError> {
    let rows: Vec<(i64, String, String, Option<String>, String)> = Entity::find()
        .select_only()
        .columns([Column::At, Column::EventId, Column::Customer, Column::Source, Column::Properties])
        .filter(Column::EnvironmentId.eq(environment.get()))
        .filter(condition(filter, Order::Ascending))
        .order_by_asc(Column::At)
        .order_by_asc(Column::EventId)
        .limit(limit)
        .into_tuple()
        .all(db.orm())
        .await?;
    let scanned = |(at, event_id, customer, source, properties)| Scanned {
        at: Timestamp::from_micros(at),
        event_id,
        customer,
        source,
        properties,
    };
    Ok(rows.into_iter().map(scanned).collect())
}
