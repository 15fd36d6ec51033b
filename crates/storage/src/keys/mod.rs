//! Keys.

mod change;
pub mod hub;
mod insert;
mod list;
mod row;
mod search;
mod touch;

pub use change::{Change, change, note_expiring};
pub use insert::{NewKey, insert, insert_or_skip};
pub use list::{
    Count, Filter, Sort, count_by_algorithm, find_by_digest, list, lock_expiring, lock_live_of,
    lock_spending_from,
};
pub use touch::touch;

use keyward_domain::{Environment, Id, Key};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::entity::key::{Column, Entity};
use crate::{Connection, StorageError, Tx};

pub(crate) use list::{of_owner, of_owner_type};
pub(crate) use row::{owner, read};

/// The environment's key of that id.
pub async fn get(
    db: &impl Connection,
    environment: Id<Environment>,
    id: Id<Key>,
) -> Result<Option<Key>, StorageError> {
    let row = Entity::find_by_id(id.get())
        .filter(Column::EnvironmentId.eq(environment.get()))
        .one(db.orm())
        .await?;
    row.map(read).transpose()
}

/// The same, held so that no other transaction changes it before this one ends.
pub async fn lock(tx: &Tx, environment: Id<Environment>, id: Id<Key>) -> Result<Option<Key>, StorageError> {
    let query = Entity::find_by_id(id.get()).filter(Column::EnvironmentId.eq(environment.get()));
    // SQLite's write transaction already excludes every other writer, and it has no FOR UPDATE: SeaORM leaves it out there.
    query.lock_exclusive().one(&tx.0).await?.map(read).transpose()
}
