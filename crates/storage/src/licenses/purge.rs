//! Forgetting licences that were deleted long ago.

use keyward_domain::Timestamp;
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::entity::license::{Column, Entity};
use crate::entity::{activation, hub_event};
use crate::{StorageError, Tx};

/// Forgets what is kept of some of the licences that were deleted before a time: their sites, their events and their keys; how many licences those were.
/// The row stays, with the digest of a key that is never made again.
pub async fn purge(tx: &Tx, before: Timestamp, most: u64) -> Result<usize, StorageError> {
    let due: Vec<i64> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::DeletedAt.lt(before.as_micros()))
        .filter(Column::KeySealed.ne(Vec::<u8>::new()))
        .order_by_asc(Column::Id)
        .limit(most)
        .lock(LockType::NoKeyUpdate)
        .into_tuple()
        .all(&tx.0)
        .await?;
    if due.is_empty() {
        return Ok(0);
    }
    let of = |column: activation::Column| column.is_in(due.iter().copied());
    activation::Entity::delete_many().filter(of(activation::Column::LicenseId)).exec(&tx.0).await?;
    let told = hub_event::Column::LicenseId.is_in(due.iter().copied());
    hub_event::Entity::delete_many().filter(told).exec(&tx.0).await?;
    Entity::update_many()
        .col_expr(Column::KeySealed, Expr::value(Vec::<u8>::new()))
        .col_expr(Column::CustomerId, Expr::value(None::<i64>))
        .filter(Column::Id.is_in(due.iter().copied()))
        .exec(&tx.0)
        .await?;
    Ok(due.len())
}
