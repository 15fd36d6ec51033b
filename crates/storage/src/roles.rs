//! A tenant's own roles.

use keyward_domain::{Id, Name, Permissions, Role, RoleName, Tenant, Timestamp};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use crate::column::{self, At, time};
use crate::entity::role::{ActiveModel, Column, Entity, Model};
use crate::entity::{service_account, user};
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
    read(&row.insert(&tx.0).await?)
}

/// The tenant's roles, by name.
pub async fn all(db: &impl Connection, tenant: Id<Tenant>) -> Result<Vec<Role>, StorageError> {
    let rows = Entity::find()
        .filter(Column::TenantId.eq(tenant.get()))
        .order_by_asc(Column::Name)
        .all(db.orm())
        .await?;
    rows.iter().map(read).collect()
}

/// Those of the tenant's roles that have one of the names.
pub async fn find(
    db: &impl Connection,
    tenant: Id<Tenant>,
    names: &[RoleName],
) -> Result<Vec<Role>, StorageError> {
    named(tenant, names).all(db.orm()).await?.iter().map(read).collect()
}

/// Those of the tenant's roles that have one of the names, held so that none goes away before this transaction ends.
pub async fn hold(tx: &Tx, tenant: Id<Tenant>, names: &[RoleName]) -> Result<Vec<Role>, StorageError> {
    let rows = named(tenant, names).lock_shared().all(&tx.0).await?;
    rows.iter().map(read).collect()
}

/// What a role is to be.
#[derive(Debug, Clone)]
pub struct RoleChange<'a> {
    /// For lists and dialogs.
    pub title: &'a Name,
    /// What it is for.
    pub description: &'a str,
    /// What it allows.
    pub permissions: &'a Permissions,
}

/// Changes a role for whoever holds it; keys keep what they have. `None` when there is none of that name.
pub async fn update(
    tx: &Tx,
    tenant: Id<Tenant>,
    name: &RoleName,
    change: &RoleChange<'_>,
    now: Timestamp,
) -> Result<Option<Role>, StorageError> {
    let Some(row) = named(tenant, std::slice::from_ref(name)).lock_exclusive().one(&tx.0).await? else {
        return Ok(None);
    };
    let row = ActiveModel {
        id: Set(row.id),
        title: Set(change.title.to_string()),
        description: Set(change.description.to_owned()),
        permissions: Set(column::permissions(change.permissions)),
        updated_at: Set(now.as_micros()),
        ..Default::default()
    };
    read(&row.update(&tx.0).await?).map(Some)
}

/// What became of a deletion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deleted {
    /// It is gone.
    Done(Id<Role>),
    /// There was none of that name.
    Absent,
    /// People or machines hold it.
    InUse,
}

/// Deletes a role that nobody holds.
pub async fn delete(tx: &Tx, tenant: Id<Tenant>, name: &RoleName) -> Result<Deleted, StorageError> {
    let Some(row) = named(tenant, std::slice::from_ref(name)).lock_exclusive().one(&tx.0).await? else {
        return Ok(Deleted::Absent);
    };
    if held(tx, tenant, name).await? {
        return Ok(Deleted::InUse);
    }
    Entity::delete_by_id(row.id).exec(&tx.0).await?;
    Ok(Deleted::Done(Id::new(row.id)))
}

async fn held(tx: &Tx, tenant: Id<Tenant>, name: &RoleName) -> Result<bool, StorageError> {
    let people = user::Entity::find()
        .filter(user::Column::TenantId.eq(tenant.get()))
        .filter(user::Column::DeletedAt.is_null())
        .filter(column::list_holds(user::Column::Roles, name.as_str()))
        .count(&tx.0);
    if people.await? > 0 {
        return Ok(true);
    }
    let machines = service_account::Entity::find()
        .filter(service_account::Column::TenantId.eq(tenant.get()))
        .filter(service_account::Column::DeletedAt.is_null())
        .filter(column::list_holds(service_account::Column::Roles, name.as_str()))
        .count(&tx.0);
    Ok(machines.await? > 0)
}

fn named(tenant: Id<Tenant>, names: &[RoleName]) -> Select<Entity> {
    Entity::find()
        .filter(Column::TenantId.eq(tenant.get()))
        .filter(Column::Name.is_in(names.iter().map(RoleName::as_str)))
}

fn read(row: &Model) -> Result<Role, StorageError> {
    Ok(Role {
        id: Id::new(row.id),
        tenant: Id::new(row.tenant_id),
        name: At("roles", "name").parse(&row.name)?,
        title: At("roles", "title").name(&row.title)?,
        description: row.description.clone(),
        permissions: At("roles", "permissions").permissions(&row.permissions)?,
        created_at: time(row.created_at),
        updated_at: time(row.updated_at),
    })
}
