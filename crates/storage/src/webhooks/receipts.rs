//! What others sent, each message once.

use keyward_domain::webhook::WebhookProvider;
use keyward_domain::{Environment, Id, Tenant, Timestamp};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::column::At;
use crate::entity::webhook_receipt::{ActiveModel, Column, Entity};
use crate::{StorageError, Tx};

/// A message whose sender is proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReceipt {
    /// Whose.
    pub tenant: Id<Tenant>,
    /// Where it counts.
    pub environment: Id<Environment>,
    /// Who sent it.
    pub provider: WebhookProvider,
    /// Their id of it.
    pub message_id: String,
    /// What they sent.
    pub body: String,
    /// When it came.
    pub now: Timestamp,
}

/// A message that was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Its row.
    pub id: i64,
    /// Whether what it says was done.
    pub processed: bool,
}

/// Keeps a message unless it is kept already, and holds its row until this transaction ends: two that come at once take turns.
pub async fn keep(tx: &Tx, new: &NewReceipt) -> Result<Receipt, StorageError> {
    let row = ActiveModel {
        tenant_id: Set(new.tenant.get()),
        environment_id: Set(new.environment.get()),
        provider: Set(new.provider.as_str().to_owned()),
        message_id: Set(new.message_id.clone()),
        body: Set(new.body.clone()),
        received_at: Set(new.now.as_micros()),
        processed_at: Set(None),
        ..Default::default()
    };
    let conflict = OnConflict::columns([Column::EnvironmentId, Column::Provider, Column::MessageId])
        .do_nothing()
        .to_owned();
    Entity::insert(row).on_conflict(conflict).exec_without_returning(&tx.0).await?;
    let kept = Entity::find()
        .filter(Column::EnvironmentId.eq(new.environment.get()))
        .filter(Column::Provider.eq(new.provider.as_str()))
        .filter(Column::MessageId.eq(new.message_id.as_str()))
        .lock_exclusive()
        .one(&tx.0)
        .await?
        .ok_or_else(|| At("webhook_receipts", "message_id").corrupt())?;
    Ok(Receipt { id: kept.id, processed: kept.processed_at.is_some() })
}

/// Notes that what a message says was done.
pub async fn processed(tx: &Tx, id: i64, now: Timestamp) -> Result<(), StorageError> {
    Entity::update_many()
        .col_expr(Column::ProcessedAt, Expr::value(now.as_micros()))
        .filter(Column::Id.eq(id))
        .filter(Column::ProcessedAt.is_null())
        .exec(&tx.0)
        .await?;
    Ok(())
}

/// Forgets messages that came before `until`; how many.
pub async fn forget(tx: &Tx, until: Timestamp) -> Result<u64, StorageError> {
    let gone = Entity::delete_many().filter(Column::ReceivedAt.lt(until.as_micros())).exec(&tx.0).await?;
    Ok(gone.rows_affected)
}
