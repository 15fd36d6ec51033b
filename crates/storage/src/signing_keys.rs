//! The keys that sign tokens.

use keyward_domain::Timestamp;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::column::{At, time};
use crate::entity::signing_key::{ActiveModel, Column, Entity, Model};
use crate::{Connection, StorageError, Tx};

/// A key as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredSigningKey {
    /// What it signs, such as `access`: no other tokens are verified with it.
    pub purpose: String,
    /// Its name in tokens, unique.
    pub kid: String,
    /// The private key, sealed by the caller.
    pub sealed: Vec<u8>,
    /// The public key.
    pub public_key: [u8; 32],
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it signs no more.
    pub retires_at: Timestamp,
}

impl std::fmt::Debug for StoredSigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredSigningKey").field("kid", &self.kid).finish_non_exhaustive()
    }
}

/// Adds a key.
pub async fn insert(tx: &Tx, key: &StoredSigningKey) -> Result<(), StorageError> {
    let row = ActiveModel {
        purpose: Set(key.purpose.clone()),
        kid: Set(key.kid.clone()),
        sealed: Set(key.sealed.clone()),
        public_key: Set(key.public_key.to_vec()),
        created_at: Set(key.created_at.as_micros()),
        retires_at: Set(key.retires_at.as_micros()),
        ..Default::default()
    };
    row.insert(&tx.0).await?;
    Ok(())
}

/// Keys for a purpose that sign no more since `after` at the earliest, or still do; the newest first.
pub async fn retiring_after(
    db: &impl Connection,
    purpose: &str,
    after: Timestamp,
) -> Result<Vec<StoredSigningKey>, StorageError> {
    let rows = Entity::find()
        .filter(Column::Purpose.eq(purpose))
        .filter(Column::RetiresAt.gt(after.as_micros()))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .all(db.orm())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Forgets keys for a purpose that signed their last token before or at `until`.
pub async fn forget(tx: &Tx, purpose: &str, until: Timestamp) -> Result<u64, StorageError> {
    let gone = Entity::delete_many()
        .filter(Column::Purpose.eq(purpose))
        .filter(Column::RetiresAt.lte(until.as_micros()))
        .exec(&tx.0)
        .await?;
    Ok(gone.rows_affected)
}

fn read(row: Model) -> Result<StoredSigningKey, StorageError> {
    Ok(StoredSigningKey {
        public_key: At("signing_keys", "public_key").hash(&row.public_key)?,
        purpose: row.purpose,
        kid: row.kid,
        sealed: row.sealed,
        created_at: time(row.created_at),
        retires_at: time(row.retires_at),
    })
}
