//! Noting that keys were used.

use keyward_domain::{Id, Key, Timestamp};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement, Value,
};

use crate::entity::key::{Column, Entity};
use crate::rows::{pieces, places};
use crate::{Engine, Storage, StorageError, Tx};

/// Notes when keys were last used. A time never goes back, whichever instance notes it last.
pub async fn touch(storage: &Storage, uses: &[(Id<Key>, Timestamp)]) -> Result<(), StorageError> {
    // In one order everywhere, or two instances could each hold a row that the other one waits for.
    let mut uses = uses.to_vec();
    uses.sort_unstable();
    let tx = storage.begin().await?;
    for piece in pieces(&uses) {
        hold(&tx, piece).await?;
        let values = places(tx.engine(), piece.len(), 2);
        let sql = format!(
            "UPDATE keys SET last_used_at = used.column2 FROM (VALUES {values}) AS used \
             WHERE keys.id = used.column1 AND (keys.last_used_at IS NULL OR keys.last_used_at < used.column2)"
        );
        let values = piece.iter().flat_map(|(id, at)| [Value::from(id.get()), Value::from(at.as_micros())]);
        tx.0.execute_raw(Statement::from_sql_and_values(tx.0.get_database_backend(), sql, values)).await?;
    }
    tx.commit().await
}

/// Takes hold of rows in their order, which an update does not promise to keep. SQLite has one writer and no such hold.
async fn hold(tx: &Tx, uses: &[(Id<Key>, Timestamp)]) -> Result<(), StorageError> {
    if tx.engine() == Engine::Postgres {
        let ids = Entity::find().select_only().column(Column::Id);
        let ids = ids.filter(Column::Id.is_in(uses.iter().map(|(id, _)| id.get()))).order_by_asc(Column::Id);
        ids.lock(sea_orm::sea_query::LockType::NoKeyUpdate).into_tuple::<i64>().all(&tx.0).await?;
    }
    Ok(())
}
