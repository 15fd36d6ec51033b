//! Forgetting how often keys were answered about.

use keyward_domain::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::hour;
use crate::entity::{key_usage, unknown_usage};
use crate::{StorageError, Tx};

/// Forgets some of the hours that began before a time, the oldest first: of one hour, what was answered about `most` keys; how many rows went. None:
/// there are none left.
pub async fn forget_before(tx: &Tx, before: Timestamp, most: u64) -> Result<u64, StorageError> {
    use key_usage::{Column, Entity};
    let oldest: Option<i64> = Entity::find()
        .select_only()
        .column(Column::Hour)
        .filter(Column::Hour.lt(hour(before)))
        .order_by_asc(Column::Hour)
        .into_tuple()
        .one(&tx.0)
        .await?;
    let Some(oldest) = oldest else {
        use unknown_usage::{Column, Entity};
        let gone = Entity::delete_many().filter(Column::Hour.lt(hour(before))).exec(&tx.0).await?;
        return Ok(gone.rows_affected);
    };
    let of_hour = Entity::find().select_only().column(Column::KeyId).filter(Column::Hour.eq(oldest));
    let keys: Vec<i64> = of_hour.distinct().limit(most).into_tuple().all(&tx.0).await?;
    let gone = Entity::delete_many().filter(Column::Hour.eq(oldest)).filter(Column::KeyId.is_in(keys));
    Ok(gone.exec(&tx.0).await?.rows_affected)
}
