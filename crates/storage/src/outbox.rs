//! Mail that waits to be sent: written in the transaction of what it tells of, taken from here by whoever sends.

use std::time::Duration;

use keyward_domain::{Id, Tenant, Timestamp};
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::column::{At, time};
use crate::entity::outbox::{ActiveModel, Column, Entity, Model};
use crate::{StorageError, Tx};

/// A mail to be sent.
#[derive(Clone)]
pub struct NewMail {
    /// Its name, unique: in its head and in the folder.
    pub mail_id: String,
    /// The tenant in whose audit trail a failure stands.
    pub tenant: Id<Tenant>,
    /// The address.
    pub recipient: String,
    /// What it is about, for lists and logs.
    pub kind: &'static str,
    /// Its texts, sealed by the caller; they hold links that are secrets.
    pub sealed: Vec<u8>,
    /// When it was written.
    pub now: Timestamp,
    /// When it is no longer worth sending.
    pub expires_at: Timestamp,
}

impl std::fmt::Debug for NewMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewMail").field("mail_id", &self.mail_id).finish_non_exhaustive()
    }
}

/// A mail that was claimed for sending.
#[derive(Clone, PartialEq, Eq)]
pub struct ClaimedMail {
    /// The row.
    pub id: i64,
    /// Its name.
    pub mail_id: String,
    /// The tenant in whose audit trail a failure stands.
    pub tenant: Id<Tenant>,
    /// The address.
    pub recipient: String,
    /// What it is about.
    pub kind: String,
    /// Its texts, sealed.
    pub sealed: Vec<u8>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it is no longer worth sending.
    pub expires_at: Timestamp,
    /// How many attempts there were, this one included.
    pub attempts: u32,
    /// When the next attempt is due, should this one fail or never end.
    pub next_attempt_at: Timestamp,
}

impl std::fmt::Debug for ClaimedMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("ClaimedMail");
        shown.field("mail_id", &self.mail_id).field("attempts", &self.attempts).finish_non_exhaustive()
    }
}

/// Adds a mail, due at once.
pub async fn insert(tx: &Tx, mail: &NewMail) -> Result<(), StorageError> {
    let row = ActiveModel {
        mail_id: Set(mail.mail_id.clone()),
        tenant_id: Set(mail.tenant.get()),
        recipient: Set(mail.recipient.clone()),
        kind: Set(mail.kind.to_owned()),
        sealed: Set(Some(mail.sealed.clone())),
        created_at: Set(mail.now.as_micros()),
        expires_at: Set(mail.expires_at.as_micros()),
        attempts: Set(0),
        next_attempt_at: Set(Some(mail.now.as_micros())),
        sent_at: Set(None),
        last_error: Set(None),
        ..Default::default()
    };
    row.insert(&tx.0).await?;
    Ok(())
}

/// Claims up to `limit` mails that are due, the oldest first. Each is due again after `pause` of its number of attempts, unless
/// [`sent`] or [`give_up`] is called before. What another instance has claimed is passed over.
pub async fn claim(
    tx: &Tx,
    now: Timestamp,
    limit: u64,
    pause: impl Fn(u32) -> Duration,
) -> Result<Vec<ClaimedMail>, StorageError> {
    let due = Entity::find()
        .filter(Column::NextAttemptAt.lte(now.as_micros()))
        .order_by_asc(Column::NextAttemptAt)
        .order_by_asc(Column::Id)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(&tx.0)
        .await?;
    let mut claimed = Vec::with_capacity(due.len());
    for row in due {
        let mail = read(row, now, &pause)?;
        let taken = ActiveModel {
            id: Set(mail.id),
            attempts: Set(i32::try_from(mail.attempts).unwrap_or(i32::MAX)),
            next_attempt_at: Set(Some(mail.next_attempt_at.as_micros())),
            ..Default::default()
        };
        taken.update(&tx.0).await?;
        claimed.push(mail);
    }
    Ok(claimed)
}

/// Makes everything that waits due, whoever had claimed it; how many. For an instance that starts and knows that it is alone.
pub async fn release(tx: &Tx, now: Timestamp) -> Result<u64, StorageError> {
    let released = Entity::update_many()
        .col_expr(Column::NextAttemptAt, Expr::value(now.as_micros()))
        .filter(Column::NextAttemptAt.gt(now.as_micros()))
        .exec(&tx.0)
        .await?;
    Ok(released.rows_affected)
}

/// Notes that a mail was sent. Its texts are forgotten.
pub async fn sent(tx: &Tx, id: i64, now: Timestamp) -> Result<(), StorageError> {
    let row = ActiveModel {
        id: Set(id),
        sealed: Set(None),
        next_attempt_at: Set(None),
        sent_at: Set(Some(now.as_micros())),
        last_error: Set(None),
        ..Default::default()
    };
    row.update(&tx.0).await?;
    Ok(())
}

/// Notes why an attempt failed. The mail stays due for the next.
pub async fn failed(tx: &Tx, id: i64, why: &str) -> Result<(), StorageError> {
    let row = ActiveModel { id: Set(id), last_error: Set(Some(why.to_owned())), ..Default::default() };
    row.update(&tx.0).await?;
    Ok(())
}

/// Notes that a mail will never be sent, and why. Its texts are forgotten.
pub async fn give_up(tx: &Tx, id: i64, why: &str) -> Result<(), StorageError> {
    let row = ActiveModel {
        id: Set(id),
        sealed: Set(None),
        next_attempt_at: Set(None),
        last_error: Set(Some(why.to_owned())),
        ..Default::default()
    };
    row.update(&tx.0).await?;
    Ok(())
}

/// Forgets mails that were written before `until` and wait no more; how many.
pub async fn forget(tx: &Tx, until: Timestamp) -> Result<u64, StorageError> {
    let gone = Entity::delete_many()
        .filter(Column::CreatedAt.lt(until.as_micros()))
        .filter(Column::NextAttemptAt.is_null())
        .exec(&tx.0)
        .await?;
    Ok(gone.rows_affected)
}

fn read(row: Model, now: Timestamp, pause: impl Fn(u32) -> Duration) -> Result<ClaimedMail, StorageError> {
    let attempts = u32::try_from(row.attempts).map_err(|_| At("outbox", "attempts").corrupt())?;
    let attempts = attempts.saturating_add(1);
    Ok(ClaimedMail {
        id: row.id,
        mail_id: row.mail_id,
        tenant: Id::new(row.tenant_id),
        recipient: row.recipient,
        kind: row.kind,
        sealed: row.sealed.ok_or_else(|| At("outbox", "sealed").corrupt())?,
        created_at: time(row.created_at),
        expires_at: time(row.expires_at),
        attempts,
        next_attempt_at: now.plus(pause(attempts)),
    })
}
