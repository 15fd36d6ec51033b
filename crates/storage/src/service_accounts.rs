//! Machines.

use keyward_domain::{Id, Name, Page, RoleName, ServiceAccount, Tenant, Timestamp};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use crate::column::{self, At, time};
use crate::entity::service_account::{ActiveModel, Column, Entity, Model};
use crate::{Connection, StorageError, Tx};

/// Adds a machine.
pub async fn insert(
    tx: &Tx,
    tenant: Id<Tenant>,
    name: &Name,
    roles: &[RoleName],
    now: Timestamp,
) -> Result<ServiceAccount, StorageError> {
    let row = ActiveModel {
        tenant_id: Set(tenant.get()),
        name: Set(name.to_string()),
        roles: Set(column::roles(roles)),
        created_at: Set(now.as_micros()),
        deleted_at: Set(None),
        ..Default::default()
    };
    read(&row.insert(&tx.0).await?)
}

/// The tenant's machine of that id.
pub async fn get(
    db: &impl Connection,
    tenant: Id<Tenant>,
    id: Id<ServiceAccount>,
) -> Result<Option<ServiceAccount>, StorageError> {
    of(tenant).filter(Column::Id.eq(id.get())).one(db.orm()).await?.as_ref().map(read).transpose()
}

/// The same, held so that it does not go away before this transaction ends.
pub async fn hold(
    tx: &Tx,
    tenant: Id<Tenant>,
    id: Id<ServiceAccount>,
) -> Result<Option<ServiceAccount>, StorageError> {
    of(tenant).filter(Column::Id.eq(id.get())).lock_shared().one(&tx.0).await?.as_ref().map(read).transpose()
}

/// The same, held so that no other transaction changes it before this one ends.
pub async fn lock(
    tx: &Tx,
    tenant: Id<Tenant>,
    id: Id<ServiceAccount>,
) -> Result<Option<ServiceAccount>, StorageError> {
    of(tenant)
        .filter(Column::Id.eq(id.get()))
        .lock_exclusive()
        .one(&tx.0)
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// The tenant's machines, oldest first.
pub async fn all(db: &impl Connection, tenant: Id<Tenant>) -> Result<Vec<ServiceAccount>, StorageError> {
    of(tenant).order_by_asc(Column::Id).all(db.orm()).await?.iter().map(read).collect()
}

/// A page of the tenant's machines, oldest first, and how many there are.
pub async fn list(
    db: &impl Connection,
    tenant: Id<Tenant>,
    page: Page,
) -> Result<(Vec<ServiceAccount>, u64), StorageError> {
    let total = of(tenant).count(db.orm()).await?;
    let rows =
        of(tenant).order_by_asc(Column::Id).limit(page.limit).offset(page.offset).all(db.orm()).await?;
    Ok((rows.iter().map(read).collect::<Result<_, _>>()?, total))
}

/// Names a machine anew.
pub async fn rename(tx: &Tx, id: Id<ServiceAccount>, name: &Name) -> Result<(), StorageError> {
    let row = ActiveModel { id: Set(id.get()), name: Set(name.to_string()), ..Default::default() };
    row.update(&tx.0).await?;
    Ok(())
}

/// Ends a machine's account. The row stays, because keys and the audit trail name it.
pub async fn delete(tx: &Tx, id: Id<ServiceAccount>, now: Timestamp) -> Result<(), StorageError> {
    let row = ActiveModel { id: Set(id.get()), deleted_at: Set(Some(now.as_micros())), ..Default::default() };
    row.update(&tx.0).await?;
    Ok(())
}

fn of(tenant: Id<Tenant>) -> Select<Entity> {
    Entity::find().filter(Column::TenantId.eq(tenant.get())).filter(Column::DeletedAt.is_null())
}

fn read(row: &Model) -> Result<ServiceAccount, StorageError> {
    Ok(ServiceAccount {
        id: Id::new(row.id),
        tenant: Id::new(row.tenant_id),
        name: At("service_accounts", "name").name(&row.name)?,
        roles: At("service_accounts", "roles").roles(&row.roles)?,
        created_at: time(row.created_at),
    })
}
