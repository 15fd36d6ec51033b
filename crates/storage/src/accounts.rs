//! People and machines.

use keyward_domain::{Id, Name, RoleName, ServiceAccount, Tenant, Timestamp, User};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::column::{self, At, time};
use crate::entity::{service_account, user};
use crate::{Connection, StorageError, Tx};

/// Adds a person. `Taken(Email)` when the address has an account. The address is kept in lower case.
pub async fn insert_user(
    tx: &Tx,
    tenant: Id<Tenant>,
    email: &str,
    name: Option<&Name>,
    roles: &[RoleName],
    now: Timestamp,
) -> Result<User, StorageError> {
    let row = user::ActiveModel {
        tenant_id: Set(tenant.get()),
        email: Set(email.to_lowercase()),
        name: Set(name.map(Name::to_string)),
        roles: Set(column::roles(roles)),
        created_at: Set(now.as_micros()),
        ..Default::default()
    };
    read_user(row.insert(&tx.0).await?)
}

/// The tenant's person of that id.
pub async fn user(
    db: &impl Connection,
    tenant: Id<Tenant>,
    id: Id<User>,
) -> Result<Option<User>, StorageError> {
    let row = user::Entity::find_by_id(id.get())
        .filter(user::Column::TenantId.eq(tenant.get()))
        .one(db.orm())
        .await?;
    row.map(read_user).transpose()
}

/// The tenant's people, oldest first.
pub async fn users(db: &impl Connection, tenant: Id<Tenant>) -> Result<Vec<User>, StorageError> {
    let rows = user::Entity::find()
        .filter(user::Column::TenantId.eq(tenant.get()))
        .order_by_asc(user::Column::Id)
        .all(db.orm())
        .await?;
    rows.into_iter().map(read_user).collect()
}

/// Adds a machine.
pub async fn insert_service_account(
    tx: &Tx,
    tenant: Id<Tenant>,
    name: &Name,
    roles: &[RoleName],
    now: Timestamp,
) -> Result<ServiceAccount, StorageError> {
    let row = service_account::ActiveModel {
        tenant_id: Set(tenant.get()),
        name: Set(name.to_string()),
        roles: Set(column::roles(roles)),
        created_at: Set(now.as_micros()),
        ..Default::default()
    };
    read_service_account(&row.insert(&tx.0).await?)
}

/// The tenant's machine of that id.
pub async fn service_account(
    db: &impl Connection,
    tenant: Id<Tenant>,
    id: Id<ServiceAccount>,
) -> Result<Option<ServiceAccount>, StorageError> {
    let row = service_account::Entity::find_by_id(id.get())
        .filter(service_account::Column::TenantId.eq(tenant.get()))
        .one(db.orm())
        .await?;
    row.as_ref().map(read_service_account).transpose()
}

fn read_user(row: user::Model) -> Result<User, StorageError> {
    Ok(User {
        id: Id::new(row.id),
        tenant: Id::new(row.tenant_id),
        name: row.name.as_deref().map(|name| At("users", "name").name(name)).transpose()?,
        email: row.email,
        roles: At("users", "roles").roles(&row.roles)?,
        created_at: time(row.created_at),
    })
}

fn read_service_account(row: &service_account::Model) -> Result<ServiceAccount, StorageError> {
    Ok(ServiceAccount {
        id: Id::new(row.id),
        tenant: Id::new(row.tenant_id),
        name: At("service_accounts", "name").name(&row.name)?,
        roles: At("service_accounts", "roles").roles(&row.roles)?,
        created_at: time(row.created_at),
    })
}
