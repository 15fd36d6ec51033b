//! The accounts that keys spend from.
//!
//! A balance is what no instance has leased. A lease takes from it for good, before anything is spent; setting the credits anew makes
//! another version of the account, to which nothing that was leased of an older one can come back.

use std::collections::HashMap;

use keyward_domain::{Balance, Credits, Id, Interval, Refill, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};

use crate::column::{At, time};
use crate::entity::credit_account::{ActiveModel, Column, Entity, Model};
use crate::{Connection, StorageError, Tx};

/// Credits as somebody sets them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewCredits {
    /// What there is to spend.
    pub balance: Balance,
    /// When there is more.
    pub refill: Option<Refill>,
}

impl NewCredits {
    fn write(&self, row: &mut ActiveModel, now: Timestamp) {
        row.balance = Set(self.balance.as_i64());
        row.refill_amount = Set(self.refill.map(|refill| refill.amount.as_i64()));
        row.refill_interval = Set(self.refill.map(|refill| refill.interval.as_str().to_owned()));
        row.refill_day = Set(self.refill.and_then(|refill| refill.interval.day()).map(i32::from));
        // The first refill is at the beginning of the next interval.
        row.refilled_at = Set(now.as_micros());
    }
}

/// Opens an account.
pub async fn insert(tx: &Tx, new: &NewCredits, now: Timestamp) -> Result<Credits, StorageError> {
    let mut row = ActiveModel { version: Set(1), ..Default::default() };
    new.write(&mut row, now);
    read(row.insert(&tx.0).await?)
}

/// Sets an account's credits anew; what was leased before counts no more.
pub async fn set(
    tx: &Tx,
    id: Id<Credits>,
    new: &NewCredits,
    now: Timestamp,
) -> Result<Credits, StorageError> {
    let row = lock(tx, id).await?.ok_or_else(|| At("credit_accounts", "id").corrupt())?;
    let version = row.version + 1;
    let mut row = ActiveModel { version: Set(version), ..row.into_active_model() };
    new.write(&mut row, now);
    read(row.update(&tx.0).await?)
}

/// Leases credits of an account to an instance, refills that are due paid in first. How much is [`Credits::lease`]'s to say.
/// `None` when the account has another version, or is gone.
pub async fn lease(
    tx: &Tx,
    id: Id<Credits>,
    version: i64,
    need: u64,
    block: u64,
    now: Timestamp,
) -> Result<Option<(u64, Credits)>, StorageError> {
    let Some(row) = lock(tx, id).await?.filter(|row| row.version == version) else { return Ok(None) };
    let stored = read(row)?;
    let mut credits = stored.clone().at(now);
    let leased = credits.lease(need, block);
    let left = i64::try_from(credits.balance.get() - leased).unwrap_or_default();
    credits.balance = Balance::new(left).map_err(|_| At("credit_accounts", "balance").corrupt())?;
    if credits != stored {
        let row = ActiveModel {
            id: Set(id.get()),
            balance: Set(credits.balance.as_i64()),
            refilled_at: Set(credits.refilled_at.as_micros()),
            ..Default::default()
        };
        row.update(&tx.0).await?;
    }
    Ok(Some((leased, credits)))
}

/// Gives back what was leased and not spent; whether the account still has that version.
pub async fn give_back(tx: &Tx, id: Id<Credits>, version: i64, unspent: u64) -> Result<bool, StorageError> {
    let unspent = i64::try_from(unspent).unwrap_or(i64::MAX);
    let given = Entity::update_many()
        .col_expr(Column::Balance, Expr::col(Column::Balance).add(unspent))
        .filter(Column::Id.eq(id.get()))
        .filter(Column::Version.eq(version))
        .exec(&tx.0)
        .await?;
    Ok(given.rows_affected == 1)
}

/// The account of that id.
pub async fn get(db: &impl Connection, id: Id<Credits>) -> Result<Option<Credits>, StorageError> {
    Entity::find_by_id(id.get()).one(db.orm()).await?.map(read).transpose()
}

/// The accounts that have one of the ids.
pub async fn find_all(
    db: &impl Connection,
    ids: impl IntoIterator<Item = Id<Credits>>,
) -> Result<HashMap<Id<Credits>, Credits>, StorageError> {
    let ids: Vec<_> = ids.into_iter().map(Id::get).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = Entity::find().filter(Column::Id.is_in(ids)).all(db.orm()).await?;
    rows.into_iter().map(|row| read(row).map(|credits| (credits.account, credits))).collect()
}

async fn lock(tx: &Tx, id: Id<Credits>) -> Result<Option<Model>, StorageError> {
    Ok(Entity::find_by_id(id.get()).lock_exclusive().one(&tx.0).await?)
}

fn read(row: Model) -> Result<Credits, StorageError> {
    let at = |column| At("credit_accounts", column);
    let balance = |number: i64, column| Balance::new(number).map_err(|_| at(column).corrupt());
    let refill = match (row.refill_amount, row.refill_interval) {
        (Some(amount), Some(word)) => {
            let interval = Interval::new(&word, row.refill_day.map(i64::from));
            let interval = interval.map_err(|_| at("refill_interval").corrupt())?;
            Some(Refill { amount: balance(amount, "refill_amount")?, interval })
        }
        (None, None) => None,
        _ => return Err(at("refill_amount").corrupt()),
    };
    Ok(Credits {
        account: Id::new(row.id),
        version: row.version,
        balance: balance(row.balance, "balance")?,
        refill,
        refilled_at: time(row.refilled_at),
    })
}
