//! Refresh tokens: what is kept of each is its SHA-256.

use keyward_domain::{Id, Session, Timestamp};
use keyward_token::Digest;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Select,
};

use crate::column::time;
use crate::entity::refresh_token::{ActiveModel, Column, Entity, Model};
use crate::{Connection, StorageError, Tx};

/// A refresh token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshToken {
    /// The family it belongs to.
    pub session: Id<Session>,
    /// When it was used; a second use is a theft.
    pub used_at: Option<Timestamp>,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Adds a token. `Reference` when there is no such session.
pub async fn insert(
    tx: &Tx,
    digest: &Digest,
    session: Id<Session>,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StorageError> {
    let row = ActiveModel {
        digest: Set(digest.as_bytes().to_vec()),
        session_id: Set(session.get()),
        created_at: Set(now.as_micros()),
        used_at: Set(None),
        expires_at: Set(expires_at.as_micros()),
        ..Default::default()
    };
    row.insert(&tx.0).await?;
    Ok(())
}

/// The token of that digest.
pub async fn find(db: &impl Connection, digest: &Digest) -> Result<Option<RefreshToken>, StorageError> {
    Ok(of(digest).one(db.orm()).await?.as_ref().map(read))
}

/// The token of that digest, held so that nobody else uses it before this transaction ends.
pub async fn lock(tx: &Tx, digest: &Digest) -> Result<Option<RefreshToken>, StorageError> {
    Ok(of(digest).lock_exclusive().one(&tx.0).await?.as_ref().map(read))
}

/// Uses a token up; false when that was done before.
pub async fn take(tx: &Tx, digest: &Digest, now: Timestamp) -> Result<bool, StorageError> {
    let used = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now.as_micros()))
        .filter(Column::Digest.eq(digest.as_bytes().to_vec()))
        .filter(Column::UsedAt.is_null())
        .exec(&tx.0)
        .await?;
    Ok(used.rows_affected == 1)
}

fn of(digest: &Digest) -> Select<Entity> {
    Entity::find().filter(Column::Digest.eq(digest.as_bytes().to_vec()))
}

fn read(row: &Model) -> RefreshToken {
    RefreshToken {
        session: Id::new(row.session_id),
        used_at: row.used_at.map(time),
        expires_at: time(row.expires_at),
    }
}
