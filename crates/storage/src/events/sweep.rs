//! Forgetting events.

use keyward_domain::{Environment, Id, Timestamp};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::entity::{event, event_count, event_value};
use crate::{StorageError, Tx};

/// Forgets some of an environment's events before a time, and once there are none left, their counts and values; how many events went.
pub async fn forget_before(
    tx: &Tx,
    environment: Id<Environment>,
    before: Timestamp,
    most: u64,
) -> Result<u64, StorageError> {
    let rows: Vec<i64> = event::Entity::find()
        .select_only()
        .column(event::Column::Id)
        .filter(event::Column::EnvironmentId.eq(environment.get()))
        .filter(event::Column::At.lt(before.as_micros()))
        .limit(most)
        .into_tuple()
        .all(&tx.0)
        .await?;
    if rows.is_empty() {
        event_count::Entity::delete_many()
            .filter(event_count::Column::EnvironmentId.eq(environment.get()))
            .filter(event_count::Column::Hour.lt(before.as_micros()))
            .exec(&tx.0)
            .await?;
        event_value::Entity::delete_many()
            .filter(event_value::Column::EnvironmentId.eq(environment.get()))
            .filter(event_value::Column::Hour.lt(before.as_micros()))
            .exec(&tx.0)
            .await?;
        return Ok(0);
    }
    Ok(event::Entity::delete_many().filter(event::Column::Id.is_in(rows)).exec(&tx.0).await?.rows_affected)
}
