//! How often keys were answered about: roll-ups by the hour.

use keyward_domain::{Code, Environment, Id, Key, Timestamp};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::column::{At, time};
use crate::entity::{key_usage, unknown_usage};
use crate::{Connection, StorageError, Tx};

/// Answers about one key in the hour that began then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HourOfKey {
    /// When the hour began.
    pub hour: Timestamp,
    /// What was answered.
    pub code: Code,
    /// How often.
    pub count: u64,
}

const MICROS_AN_HOUR: i64 = 3_600_000_000;
/// Both databases take so many values in a statement.
const ROWS_A_STATEMENT: usize = 200;

fn hour(at: Timestamp) -> i64 {
    at.as_micros().div_euclid(MICROS_AN_HOUR)
}

/// Adds answers about keys to the present hour.
pub async fn add(tx: &Tx, answers: &[(Id<Key>, Code, u64)], now: Timestamp) -> Result<(), StorageError> {
    use key_usage::{ActiveModel, Column, Entity};
    // In one order everywhere, or two instances could each hold a row that the other one waits for.
    let mut answers = answers.to_vec();
    answers.sort_unstable();
    let row = |(key, code, count): &(Id<Key>, Code, u64)| ActiveModel {
        key_id: Set(key.get()),
        hour: Set(hour(now)),
        outcome: Set(code.as_str().to_owned()),
        count: Set(i64::try_from(*count).unwrap_or(i64::MAX)),
    };
    for some in answers.chunks(ROWS_A_STATEMENT) {
        let mut conflict = OnConflict::columns([Column::KeyId, Column::Hour, Column::Outcome]);
        conflict.value(Column::Count, sum(Expr::col((Entity, Column::Count)), "count"));
        Entity::insert_many(some.iter().map(row)).on_conflict(conflict).exec_without_returning(&tx.0).await?;
    }
    Ok(())
}

/// Adds answers about keys that were not found, by the environment of who asked, to the present hour.
pub async fn add_unknown(
    tx: &Tx,
    answers: &[(Id<Environment>, u64)],
    now: Timestamp,
) -> Result<(), StorageError> {
    use unknown_usage::{ActiveModel, Column, Entity};
    let mut answers = answers.to_vec();
    answers.sort_unstable();
    let row = |(environment, count): &(Id<Environment>, u64)| ActiveModel {
        environment_id: Set(environment.get()),
        hour: Set(hour(now)),
        count: Set(i64::try_from(*count).unwrap_or(i64::MAX)),
    };
    for some in answers.chunks(ROWS_A_STATEMENT) {
        let mut conflict = OnConflict::columns([Column::EnvironmentId, Column::Hour]);
        conflict.value(Column::Count, sum(Expr::col((Entity, Column::Count)), "count"));
        Entity::insert_many(some.iter().map(row)).on_conflict(conflict).exec_without_returning(&tx.0).await?;
    }
    Ok(())
}

/// What is there and what is to be added.
fn sum(there: Expr, column: &'static str) -> Expr {
    there.add(Expr::col((Alias::new("excluded"), Alias::new(column))))
}

/// A key's hours that begin at `from` or later and before `to`, oldest first.
pub async fn of_key(
    db: &impl Connection,
    key: Id<Key>,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<HourOfKey>, StorageError> {
    use key_usage::{Column, Entity};
    let rows = Entity::find()
        .filter(Column::KeyId.eq(key.get()))
        .filter(Column::Hour.gte(first_hour(from)))
        .filter(Column::Hour.lt(first_hour(to)))
        .order_by_asc(Column::Hour)
        .order_by_asc(Column::Outcome)
        .all(db.orm())
        .await?;
    let read = |row: key_usage::Model| {
        Ok(HourOfKey {
            hour: time(row.hour.saturating_mul(MICROS_AN_HOUR)),
            code: At("key_usage", "outcome").parse(&row.outcome)?,
            count: u64::try_from(row.count).map_err(|_| At("key_usage", "count").corrupt())?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// How often an environment asked for keys that were not found, in the hours that begin at `from` or later and before `to`.
pub async fn of_unknown(
    db: &impl Connection,
    environment: Id<Environment>,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<(Timestamp, u64)>, StorageError> {
    use unknown_usage::{Column, Entity};
    let rows = Entity::find()
        .filter(Column::EnvironmentId.eq(environment.get()))
        .filter(Column::Hour.gte(first_hour(from)))
        .filter(Column::Hour.lt(first_hour(to)))
        .order_by_asc(Column::Hour)
        .all(db.orm())
        .await?;
    let read = |row: unknown_usage::Model| {
        let count = u64::try_from(row.count).map_err(|_| At("unknown_usage", "count").corrupt())?;
        Ok((time(row.hour.saturating_mul(MICROS_AN_HOUR)), count))
    };
    rows.into_iter().map(read).collect()
}

/// The first hour that begins then or later.
fn first_hour(at: Timestamp) -> i64 {
    let whole = hour(at);
    whole + i64::from(whole.saturating_mul(MICROS_AN_HOUR) < at.as_micros())
}
