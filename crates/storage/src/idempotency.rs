//! First answers, kept so that a retry gets them again (contract v1, part 1).

use keyward_domain::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::entity::idempotency::{ActiveModel, Column, Entity};
use crate::{StorageError, Tx};

/// An answer that was given before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// SHA-256 of the request it answered.
    pub fingerprint: Vec<u8>,
    /// Its HTTP status.
    pub status: u16,
    /// Its body, sealed by the caller.
    pub answer: Vec<u8>,
}

/// Claims `key` in `scope` for this transaction. `None`: it is ours, and [`settle`] must follow before the commit.
///
/// A second request of the same key waits here until the first one's transaction ends.
pub async fn claim(
    tx: &Tx,
    scope: &str,
    key: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<Option<Kept>, StorageError> {
    Entity::delete_many().filter(Column::ExpiresAt.lte(now.as_micros())).exec(&tx.0).await?;
    let row = ActiveModel {
        scope: Set(scope.to_owned()),
        key: Set(key.to_owned()),
        fingerprint: Set(Vec::new()),
        status: Set(0),
        answer: Set(Vec::new()),
        expires_at: Set(expires_at.as_micros()),
        ..Default::default()
    };
    let conflict = OnConflict::columns([Column::Scope, Column::Key]).do_nothing().to_owned();
    if Entity::insert(row).on_conflict(conflict).exec_without_returning(&tx.0).await? == 1 {
        return Ok(None);
    }
    let row = Entity::find().filter(Column::Scope.eq(scope)).filter(Column::Key.eq(key)).one(&tx.0).await?;
    let kept = |row: crate::entity::idempotency::Model| Kept {
        fingerprint: row.fingerprint,
        status: u16::try_from(row.status).unwrap_or_default(),
        answer: row.answer,
    };
    row.map(kept).map(Some).ok_or(StorageError::Corrupt { table: "idempotency", column: "key" })
}

/// Keeps the answer of a claimed key.
pub async fn settle(tx: &Tx, scope: &str, key: &str, kept: Kept) -> Result<(), StorageError> {
    Entity::update_many()
        .col_expr(Column::Fingerprint, kept.fingerprint.into())
        .col_expr(Column::Status, i32::from(kept.status).into())
        .col_expr(Column::Answer, kept.answer.into())
        .filter(Column::Scope.eq(scope))
        .filter(Column::Key.eq(key))
        .exec(&tx.0)
        .await?;
    Ok(())
}
