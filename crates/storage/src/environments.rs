//! Environments.

use keyward_domain::{Environment, EnvironmentType, Id, Name, Tenant, Timestamp};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::column::{At, time};
use crate::entity::environment::{ActiveModel, Column, Entity, Model};
use crate::{Connection, StorageError, Tx};

/// Adds an environment. `Taken(EnvironmentName)` when the tenant has one of that name.
pub async fn insert(
    tx: &Tx,
    tenant: Id<Tenant>,
    name: &Name,
    kind: EnvironmentType,
    now: Timestamp,
) -> Result<Environment, StorageError> {
    let row = ActiveModel {
        tenant_id: Set(tenant.get()),
        name: Set(name.to_string()),
        kind: Set(kind.as_str().to_owned()),
        created_at: Set(now.as_micros()),
        ..Default::default()
    };
    read(&row.insert(&tx.0).await?)
}

/// The tenant's environment of that id.
pub async fn get(
    db: &impl Connection,
    tenant: Id<Tenant>,
    id: Id<Environment>,
) -> Result<Option<Environment>, StorageError> {
    let row = Entity::find_by_id(id.get()).filter(Column::TenantId.eq(tenant.get())).one(db.orm()).await?;
    row.as_ref().map(read).transpose()
}

/// The tenant's environments, oldest first.
pub async fn all(db: &impl Connection, tenant: Id<Tenant>) -> Result<Vec<Environment>, StorageError> {
    let rows = Entity::find()
        .filter(Column::TenantId.eq(tenant.get()))
        .order_by_asc(Column::Id)
        .all(db.orm())
        .await?;
    rows.iter().map(read).collect()
}

/// Names an environment anew. `Taken(EnvironmentName)` when the tenant has one of that name; `None` when it has none of that id.
pub async fn rename(
    tx: &Tx,
    tenant: Id<Tenant>,
    id: Id<Environment>,
    name: &Name,
) -> Result<Option<Environment>, StorageError> {
    if get(tx, tenant, id).await?.is_none() {
        return Ok(None);
    }
    let row = ActiveModel { id: Set(id.get()), name: Set(name.to_string()), ..Default::default() };
    read(&row.update(&tx.0).await?).map(Some)
}

fn read(row: &Model) -> Result<Environment, StorageError> {
    Ok(Environment {
        id: Id::new(row.id),
        tenant: Id::new(row.tenant_id),
        name: At("environments", "name").name(&row.name)?,
        kind: At("environments", "kind").parse(&row.kind)?,
        created_at: time(row.created_at),
    })
}
