//! What payment providers call payments, invoices and subscriptions, and which belongs to which.

use keyward_domain::Timestamp;
use keyward_domain::subscription::Provider;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::entity::payment_name::{ActiveModel, Column, Entity};
use crate::{Connection, StorageError, Tx};

/// Notes that what a provider calls `name` belongs to what it calls `belongs_to`. What was noted first stays.
pub async fn note(
    tx: &Tx,
    provider: Provider,
    (name, belongs_to): (&str, &str),
    now: Timestamp,
) -> Result<(), StorageError> {
    let row = ActiveModel {
        provider: Set(provider.as_str().to_owned()),
        name: Set(name.to_owned()),
        belongs_to: Set(belongs_to.to_owned()),
        at: Set(now.as_micros()),
        ..Default::default()
    };
    let conflict = OnConflict::columns([Column::Provider, Column::Name]).do_nothing().to_owned();
    Entity::insert(row).on_conflict(conflict).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// What that belongs to, if it was noted.
pub async fn belongs_to(
    db: &impl Connection,
    provider: Provider,
    name: &str,
) -> Result<Option<String>, StorageError> {
    let found = Entity::find().filter(Column::Provider.eq(provider.as_str())).filter(Column::Name.eq(name));
    Ok(found.one(db.orm()).await?.map(|row| row.belongs_to))
}
