//! Packs of licences that were bought in bulk.

use keyward_domain::{Id, Name, Pack, Tenant, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::column::{At, time};
use crate::entity::pack::{ActiveModel, Column, Entity, Model};
use crate::{Connection, StorageError, Tx};

/// Adds a pack of so many licences.
pub async fn insert(
    tx: &Tx,
    tenant: Id<Tenant>,
    bundle: &Name,
    size: u32,
    now: Timestamp,
) -> Result<Pack, StorageError> {
    let row = ActiveModel {
        tenant_id: Set(tenant.get()),
        bundle: Set(bundle.to_string()),
        size: Set(size.into()),
        used: Set(0),
        created_at: Set(now.as_micros()),
        ..Default::default()
    };
    read(&row.insert(&tx.0).await?)
}

/// The packs of an account, oldest first.
pub async fn of(db: &impl Connection, tenant: Id<Tenant>) -> Result<Vec<Pack>, StorageError> {
    let found = Entity::find().filter(Column::TenantId.eq(tenant.get())).order_by_asc(Column::Id);
    found.all(db.orm()).await?.iter().map(read).collect()
}

/// Takes so many licences out of a pack. The caller holds the account (`accounts::lock`), and knows that they are in it.
pub async fn take(tx: &Tx, pack: Id<Pack>, count: u32) -> Result<(), StorageError> {
    Entity::update_many()
        .col_expr(Column::Used, Expr::col(Column::Used).add(i64::from(count)))
        .filter(Column::Id.eq(pack.get()))
        .exec(&tx.0)
        .await?;
    Ok(())
}

fn read(row: &Model) -> Result<Pack, StorageError> {
    let number = |column, value: i64| u32::try_from(value).map_err(|_| At("packs", column).corrupt());
    Ok(Pack {
        id: Id::new(row.id),
        bundle: At("packs", "bundle").name(&row.bundle)?,
        size: number("size", row.size)?,
        used: number("used", row.used)?,
        created_at: time(row.created_at),
    })
}
