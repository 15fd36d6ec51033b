//! People.

use std::collections::BTreeSet;

use keyward_domain::{EmailAddress, Id, Name, Page, RoleName, Tenant, Timestamp, User};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use crate::column::{self, At, time};
use crate::entity::user::{ActiveModel, Column, Entity, Model};
use crate::{Connection, StorageError, Tx};

/// Adds a person. `Taken(Email)` when the address has an account.
pub async fn insert(
    tx: &Tx,
    tenant: Id<Tenant>,
    email: &EmailAddress,
    name: Option<&Name>,
    roles: &[RoleName],
    now: Timestamp,
) -> Result<User, StorageError> {
    let row = ActiveModel {
        tenant_id: Set(tenant.get()),
        email: Set(email.to_string()),
        name: Set(name.map(Name::to_string)),
        roles: Set(column::roles(roles)),
        created_at: Set(now.as_micros()),
        deleted_at: Set(None),
        password_hash: Set(None),
        email_verified_at: Set(None),
        disabled_at: Set(None),
        ..Default::default()
    };
    read(&row.insert(&tx.0).await?)
}

/// The tenant's person of that id.
pub async fn get(
    db: &impl Connection,
    tenant: Id<Tenant>,
    id: Id<User>,
) -> Result<Option<User>, StorageError> {
    of(tenant).filter(Column::Id.eq(id.get())).one(db.orm()).await?.as_ref().map(read).transpose()
}

/// The person of that id, in whichever tenant.
pub async fn find(db: &impl Connection, id: Id<User>) -> Result<Option<User>, StorageError> {
    let row = Entity::find_by_id(id.get()).filter(Column::DeletedAt.is_null()).one(db.orm()).await?;
    row.as_ref().map(read).transpose()
}

/// The people of these ids, in whichever tenants.
pub async fn find_all(
    db: &impl Connection,
    ids: impl IntoIterator<Item = Id<User>>,
) -> Result<Vec<User>, StorageError> {
    let rows = Entity::find()
        .filter(Column::Id.is_in(ids.into_iter().map(Id::get)))
        .filter(Column::DeletedAt.is_null())
        .all(db.orm())
        .await?;
    rows.iter().map(read).collect()
}

/// The tenant's person of that id, held so that they do not go away before this transaction ends.
pub async fn hold(tx: &Tx, tenant: Id<Tenant>, id: Id<User>) -> Result<Option<User>, StorageError> {
    of(tenant).filter(Column::Id.eq(id.get())).lock_shared().one(&tx.0).await?.as_ref().map(read).transpose()
}

/// The same, held so that no other transaction changes it before this one ends.
pub async fn lock(tx: &Tx, tenant: Id<Tenant>, id: Id<User>) -> Result<Option<User>, StorageError> {
    of(tenant)
        .filter(Column::Id.eq(id.get()))
        .lock_exclusive()
        .one(&tx.0)
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// The tenant's people, oldest first.
pub async fn all(db: &impl Connection, tenant: Id<Tenant>) -> Result<Vec<User>, StorageError> {
    of(tenant).order_by_asc(Column::Id).all(db.orm()).await?.iter().map(read).collect()
}

/// A page of the tenant's people, oldest first, and how many there are.
pub async fn list(
    db: &impl Connection,
    tenant: Id<Tenant>,
    page: Page,
) -> Result<(Vec<User>, u64), StorageError> {
    let total = of(tenant).count(db.orm()).await?;
    let rows =
        of(tenant).order_by_asc(Column::Id).limit(page.limit).offset(page.offset).all(db.orm()).await?;
    Ok((rows.iter().map(read).collect::<Result<_, _>>()?, total))
}

/// Which of these people of the tenant have neither chosen a password nor proven their address: they were invited, and have not come yet.
pub async fn who_never_came(
    db: &impl Connection,
    tenant: Id<Tenant>,
    users: impl IntoIterator<Item = Id<User>>,
) -> Result<BTreeSet<Id<User>>, StorageError> {
    let ids: Vec<i64> = of(tenant)
        .select_only()
        .column(Column::Id)
        .filter(Column::Id.is_in(users.into_iter().map(Id::get)))
        .filter(Column::PasswordHash.is_null())
        .filter(Column::EmailVerifiedAt.is_null())
        .into_tuple()
        .all(db.orm())
        .await?;
    Ok(ids.into_iter().map(Id::new).collect())
}

/// Names a person anew.
pub async fn rename(tx: &Tx, id: Id<User>, name: &Name) -> Result<(), StorageError> {
    let row = ActiveModel { id: Set(id.get()), name: Set(Some(name.to_string())), ..Default::default() };
    row.update(&tx.0).await?;
    Ok(())
}

/// Gives a person other roles.
pub async fn set_roles(tx: &Tx, id: Id<User>, roles: &[RoleName]) -> Result<(), StorageError> {
    let row = ActiveModel { id: Set(id.get()), roles: Set(column::roles(roles)), ..Default::default() };
    row.update(&tx.0).await?;
    Ok(())
}

/// Someone who may sign in: their account, and what is kept of their password.
#[derive(Clone, PartialEq, Eq)]
pub struct SignIn {
    /// The account.
    pub user: User,
    /// The hash of their password in PHC's text form; `None` while they have none.
    pub password_hash: Option<String>,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignIn").field("user", &self.user.id).finish_non_exhaustive()
    }
}

/// The person of that address, in whichever tenant.
pub async fn find_sign_in(
    db: &impl Connection,
    email: &EmailAddress,
) -> Result<Option<SignIn>, StorageError> {
    let row = Entity::find()
        .filter(Column::Email.eq(email.as_str()))
        .filter(Column::DeletedAt.is_null())
        .one(db.orm())
        .await?;
    row.map(|row| Ok(SignIn { user: read(&row)?, password_hash: row.password_hash })).transpose()
}

/// The same by id, held so that neither changes before this transaction ends.
pub async fn lock_sign_in(tx: &Tx, id: Id<User>) -> Result<Option<SignIn>, StorageError> {
    let row =
        Entity::find_by_id(id.get()).filter(Column::DeletedAt.is_null()).lock_exclusive().one(&tx.0).await?;
    row.map(|row| Ok(SignIn { user: read(&row)?, password_hash: row.password_hash })).transpose()
}

/// Gives a person another password.
pub async fn set_password(tx: &Tx, id: Id<User>, hash: &str) -> Result<(), StorageError> {
    let row =
        ActiveModel { id: Set(id.get()), password_hash: Set(Some(hash.to_owned())), ..Default::default() };
    row.update(&tx.0).await?;
    Ok(())
}

/// Notes that the address is the person's; the first time stands.
pub async fn verify_email(tx: &Tx, id: Id<User>, now: Timestamp) -> Result<(), StorageError> {
    Entity::update_many()
        .col_expr(Column::EmailVerifiedAt, Expr::value(now.as_micros()))
        .filter(Column::Id.eq(id.get()))
        .filter(Column::EmailVerifiedAt.is_null())
        .exec(&tx.0)
        .await?;
    Ok(())
}

/// Switches a person's account off at that time, or on again.
pub async fn set_disabled(tx: &Tx, id: Id<User>, since: Option<Timestamp>) -> Result<(), StorageError> {
    let row =
        ActiveModel { id: Set(id.get()), disabled_at: Set(column::micros(since)), ..Default::default() };
    row.update(&tx.0).await?;
    Ok(())
}

/// Ends a person's account. The row stays, because keys and the audit trail name it; the address is free again.
pub async fn delete(tx: &Tx, id: Id<User>, now: Timestamp) -> Result<(), StorageError> {
    let row = ActiveModel { id: Set(id.get()), deleted_at: Set(Some(now.as_micros())), ..Default::default() };
    row.update(&tx.0).await?;
    Ok(())
}

fn of(tenant: Id<Tenant>) -> Select<Entity> {
    Entity::find().filter(Column::TenantId.eq(tenant.get())).filter(Column::DeletedAt.is_null())
}

pub(crate) fn read(row: &Model) -> Result<User, StorageError> {
    Ok(User {
        id: Id::new(row.id),
        tenant: Id::new(row.tenant_id),
        name: row.name.as_deref().map(|name| At("users", "name").name(name)).transpose()?,
        email: row.email.clone(),
        roles: At("users", "roles").roles(&row.roles)?,
        created_at: time(row.created_at),
        email_verified_at: row.email_verified_at.map(time),
        disabled_at: row.disabled_at.map(time),
    })
}
