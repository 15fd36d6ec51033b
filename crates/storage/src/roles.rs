//! A tenant's own roles.

use keyward_domain::{Id, Name, Permissions, Role, RoleName, Tenant, Timestamp};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::column::{self, At, time};
use crate::entity::role::{ActiveModel, Column, Entity, Model};
use crate::{Connection, StorageError, Tx};

/// Adds a role. `Taken(RoleName)` when the tenant has one of that name.
pub async fn insert(
    tx: &Tx,
    tenant: Id<Tenant>,
    name: &RoleName,
    title: &Name,
    description: &str,
    permissions: &Permissions,
    now: Timestamp,
) -> Result<Role, StorageError> {
    let row = ActiveModel {
        tenant_id: Set(tenant.get()),
        name: Set(name.to_string()),
        title: Set(title.to_string()),
        description: Set(description.to_owned()),
        permissions: Set(column::permissions(permissions)),
        created_at: Set(now.as_micros()),
        updated_at: Set(now.as_micros()),
        ..Default::default()
    };
    read(row.insert(&tx.0).await?)
}

/// The tenant's roles, by name.
pub async fn all(db: &impl Connection, tenant: Id<Tenant>) -> Result<Vec<Role>, StorageError> {
    let rows = Entity::find()
        .filter(Column::TenantId.eq(tenant.get()))
        .order_by_asc(Column::Name)
        .all(db.orm())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Those of the tenant's roles that have one of the names.
pub async fn find(
    db: &impl Connection,
    tenant: Id<Tenant>,
    names: &[RoleName],
) -> Result<Vec<Role>, StorageError> {
    let rows = Entity::find()
        .filter(Column::TenantId.eq(tenant.get()))
        .filter(Column::Name.is_in(names.iter().map(RoleName::as_str)))
        .all(db.orm())
        .await?;
    rows.into_iter().map(read).collect()
}

fn read(row: Model) -> Result<Role, StorageError> {
    Ok(Role {
        id: Id::new(row.id),
        tenant: Id::new(row.tenant_id),
        name: At("roles", "name").parse(&row.name)?,
        title: At("roles", "title").name(&row.title)?,
        description: row.description,
        permissions: At("roles", "permissions").permissions(&row.permissions)?,
        created_at: time(row.created_at),
        updated_at: time(row.updated_at),
    })
}
