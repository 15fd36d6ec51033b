//! Tenants.

use keyward_domain::{AccountType, Id, Name, Page, Tenant, TenantStatus, Timestamp, User};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func, LikeExpr};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::column::{At, time};
use crate::entity::tenant::{ActiveModel, Column, Entity, Model};
use crate::{Connection, StorageError, Tx};

/// Adds a tenant. `Taken(TenantName)` when another has that name.
pub async fn insert(tx: &Tx, name: &Name, now: Timestamp) -> Result<Tenant, StorageError> {
    let row = ActiveModel {
        name: Set(name.to_string()),
        status: Set(TenantStatus::Active.as_str().to_owned()),
        created_at: Set(now.as_micros()),
        account_type: Set(AccountType::Customer.as_str().to_owned()),
        ..Default::default()
    };
    read(&row.insert(&tx.0).await?)
}

/// The tenant of that id.
pub async fn get(db: &impl Connection, id: Id<Tenant>) -> Result<Option<Tenant>, StorageError> {
    Entity::find_by_id(id.get()).one(db.orm()).await?.as_ref().map(read).transpose()
}

/// The tenant of that name.
pub async fn find(db: &impl Connection, name: &str) -> Result<Option<Tenant>, StorageError> {
    Entity::find().filter(Column::Name.eq(name)).one(db.orm()).await?.as_ref().map(read).transpose()
}

/// Every tenant, oldest first.
pub async fn all(db: &impl Connection) -> Result<Vec<Tenant>, StorageError> {
    Entity::find().order_by_asc(Column::Id).all(db.orm()).await?.iter().map(read).collect()
}

/// A page of the tenants, oldest first, and how many there are: all, or those whose names hold this text. The case of its ASCII letters
/// does not count; of others it may.
pub async fn list(
    db: &impl Connection,
    name: Option<&str>,
    page: Page,
) -> Result<(Vec<Tenant>, u64), StorageError> {
    let found = Entity::find().filter(Condition::all().add_option(name.map(named_like)));
    let total = found.clone().count(db.orm()).await?;
    let rows = found.order_by_asc(Column::Id).limit(page.limit).offset(page.offset).all(db.orm()).await?;
    Ok((rows.iter().map(read).collect::<Result<_, _>>()?, total))
}

/// The engines fold the case of other letters differently: as typed, they match on both.
fn named_like(text: &str) -> Condition {
    let pattern = |text: &str| {
        let escaped = text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
        LikeExpr::new(format!("%{escaped}%")).escape('\\')
    };
    let folded = Expr::expr(Func::lower(Expr::col(Column::Name)));
    Condition::any().add(Column::Name.like(pattern(text))).add(folded.like(pattern(&text.to_lowercase())))
}

/// Names a tenant anew. `Taken(TenantName)` when another has that name.
pub async fn rename(tx: &Tx, id: Id<Tenant>, name: &Name) -> Result<Tenant, StorageError> {
    let row = ActiveModel { id: Set(id.get()), name: Set(name.to_string()), ..Default::default() };
    read(&row.update(&tx.0).await?)
}

/// Says whose tenant it is.
pub async fn set_owner(tx: &Tx, id: Id<Tenant>, owner: Id<User>) -> Result<(), StorageError> {
    let row = ActiveModel { id: Set(id.get()), owner_id: Set(Some(owner.get())), ..Default::default() };
    row.update(&tx.0).await?;
    Ok(())
}

/// Suspends a tenant or lets it write again; false when there is none.
pub async fn set_status(tx: &Tx, id: Id<Tenant>, status: TenantStatus) -> Result<bool, StorageError> {
    let update = Entity::update_many()
        .col_expr(Column::Status, status.as_str().into())
        .filter(Column::Id.eq(id.get()))
        .exec(&tx.0)
        .await?;
    Ok(update.rows_affected == 1)
}

fn read(row: &Model) -> Result<Tenant, StorageError> {
    Ok(Tenant {
        id: Id::new(row.id),
        name: At("tenants", "name").name(&row.name)?,
        status: At("tenants", "status").parse(&row.status)?,
        created_at: time(row.created_at),
    })
}
