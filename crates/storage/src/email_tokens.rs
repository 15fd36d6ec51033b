//! Tokens that were sent by e-mail: what is kept of each is its SHA-256.

use std::collections::BTreeMap;

use keyward_domain::{EmailTokenPurpose, Id, Timestamp, User};
use keyward_token::Digest;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::column::{At, time};
use crate::entity::email_token::{ActiveModel, Column, Entity, Model};
use crate::{Connection, StorageError, Tx};

/// A token that was sent by e-mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailToken {
    /// Whose.
    pub user: Id<User>,
    /// What it is good for.
    pub purpose: EmailTokenPurpose,
    /// Their address when it was sent.
    pub email: String,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}

/// Adds a token. `Reference` when there is no such person.
pub async fn insert(
    tx: &Tx,
    digest: &Digest,
    token: &EmailToken,
    now: Timestamp,
) -> Result<(), StorageError> {
    let row = ActiveModel {
        digest: Set(digest.as_bytes().to_vec()),
        user_id: Set(token.user.get()),
        purpose: Set(token.purpose.as_str().to_owned()),
        email: Set(token.email.clone()),
        created_at: Set(now.as_micros()),
        expires_at: Set(token.expires_at.as_micros()),
        used_at: Set(crate::column::micros(token.used_at)),
        ..Default::default()
    };
    row.insert(&tx.0).await?;
    Ok(())
}

/// The token of that digest, used or not.
pub async fn find(db: &impl Connection, digest: &Digest) -> Result<Option<EmailToken>, StorageError> {
    let row = Entity::find().filter(Column::Digest.eq(digest.as_bytes().to_vec())).one(db.orm()).await?;
    let read = |row: Model| {
        Ok(EmailToken {
            user: Id::new(row.user_id),
            purpose: At("email_tokens", "purpose").parse(&row.purpose)?,
            email: row.email,
            expires_at: time(row.expires_at),
            used_at: row.used_at.map(time),
        })
    };
    row.map(read).transpose()
}

/// When the newest token of a purpose ends, for those of these people who have one that was not used.
pub async fn ends(
    db: &impl Connection,
    users: impl IntoIterator<Item = Id<User>>,
    purpose: EmailTokenPurpose,
) -> Result<BTreeMap<Id<User>, Timestamp>, StorageError> {
    let rows: Vec<(i64, i64)> = Entity::find()
        .select_only()
        .columns([Column::UserId, Column::ExpiresAt])
        .filter(Column::UserId.is_in(users.into_iter().map(Id::get)))
        .filter(Column::Purpose.eq(purpose.as_str()))
        .filter(Column::UsedAt.is_null())
        .order_by_asc(Column::ExpiresAt)
        .into_tuple()
        .all(db.orm())
        .await?;
    Ok(rows.into_iter().map(|(user, end)| (Id::new(user), time(end))).collect())
}

/// Uses a token up; false when that was done before, or it was withdrawn.
pub async fn take(tx: &Tx, digest: &Digest, now: Timestamp) -> Result<bool, StorageError> {
    let used = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now.as_micros()))
        .filter(Column::Digest.eq(digest.as_bytes().to_vec()))
        .filter(Column::UsedAt.is_null())
        .exec(&tx.0)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Makes the person's tokens of a purpose that were not used worthless.
pub async fn withdraw(tx: &Tx, user: Id<User>, purpose: EmailTokenPurpose) -> Result<(), StorageError> {
    Entity::delete_many()
        .filter(Column::UserId.eq(user.get()))
        .filter(Column::Purpose.eq(purpose.as_str()))
        .filter(Column::UsedAt.is_null())
        .exec(&tx.0)
        .await?;
    Ok(())
}

/// Forgets tokens past their end; how many.
pub async fn forget_expired(tx: &Tx, now: Timestamp) -> Result<u64, StorageError> {
    let gone = Entity::delete_many().filter(Column::ExpiresAt.lte(now.as_micros())).exec(&tx.0).await?;
    Ok(gone.rows_affected)
}
