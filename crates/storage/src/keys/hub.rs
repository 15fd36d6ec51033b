//! Keys that were made at the licensing hub.

use keyward_domain::{Id, Key, Tenant};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use super::{NewKey, read};
use crate::entity::key::{ActiveModel, Column, Entity};
use crate::{Connection, StorageError, Tx};

/// Adds a key of the hub's. `Taken(Digest)` when the same secret is a key already, anywhere.
pub async fn insert(tx: &Tx, new: &NewKey) -> Result<Key, StorageError> {
    read(ActiveModel { hub: Set(true), ..new.row() }.insert(&tx.0).await?)
}

/// How many of a tenant's there are that were not revoked: as many until this transaction ends, if it holds the
/// [account](crate::accounts::lock).
pub async fn count_unrevoked(tx: &Tx, tenant: Id<Tenant>) -> Result<u64, StorageError> {
    Ok(of(tenant).filter(Column::State.ne("revoked")).count(&tx.0).await?)
}

/// A tenant's, the revoked ones too, newest first.
pub async fn list(db: &impl Connection, tenant: Id<Tenant>) -> Result<Vec<Key>, StorageError> {
    of(tenant).order_by_desc(Column::Id).all(db.orm()).await?.into_iter().map(read).collect()
}

/// The tenant's of that id, held so that no other transaction changes it before this one ends.
pub async fn lock(tx: &Tx, tenant: Id<Tenant>, id: Id<Key>) -> Result<Option<Key>, StorageError> {
    let query = of(tenant).filter(Column::Id.eq(id.get()));
    query.lock_exclusive().one(&tx.0).await?.map(read).transpose()
}

fn of(tenant: Id<Tenant>) -> Select<Entity> {
    Entity::find().filter(Column::TenantId.eq(tenant.get())).filter(Column::Hub.eq(true))
}
