//! Folding the hours of days long past.

use std::collections::BTreeMap;

use keyward_domain::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, Value};

use super::add::upsert;
use super::{HOURS_A_DAY, MICROS_AN_HOUR, hour};
use crate::column::time;
use crate::{StorageError, Tx};

/// Whose hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Those of keys.
    Keys,
    /// Those of keys that were not found, by the environment of who asked.
    Unknown,
}

impl Counted {
    pub(super) const fn table(self) -> &'static str {
        match self {
            Self::Keys => "key_usage",
            Self::Unknown => "unknown_usage",
        }
    }

    /// The columns by which a row is known.
    pub(super) const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Keys => &["key_id", "hour", "outcome"],
            Self::Unknown => &["environment_id", "hour"],
        }
    }

    /// Whose a row is.
    const fn whose(self) -> &'static str {
        self.columns()[0]
    }
}

/// Moves what was answered in hours of a day into the first hour of that day: of the first day from `from` on that ended before `before` and
/// has other hours, for those (`most` of them at a time) who have such a row. Which day it was; `None`: there was none. No sum over whole days changes.
/// What another instance moves at the same time is moved once.
pub async fn fold(
    tx: &Tx,
    counted: Counted,
    from: Timestamp,
    before: Timestamp,
    most: u64,
) -> Result<Option<Timestamp>, StorageError> {
    let end = hour(before).div_euclid(HOURS_A_DAY).saturating_mul(HOURS_A_DAY);
    let Some(found) = first_unfolded(tx, counted, hour(from), end).await? else { return Ok(None) };
    let day = found.div_euclid(HOURS_A_DAY) * HOURS_A_DAY;
    let mut who = Query::select();
    who.column(counted.whose()).from(counted.table()).and_where(Expr::col("hour").eq(found)).limit(most);
    let who = tx.0.query_all(&who).await?;
    let who: Result<Vec<i64>, _> = who.iter().map(|row| row.try_get("", counted.whose())).collect();
    let mut gone = Query::delete();
    gone.from_table(counted.table())
        .and_where(Expr::col(counted.whose()).is_in(who?))
        .and_where(Expr::col("hour").gt(day))
        .and_where(Expr::col("hour").lt(day + HOURS_A_DAY))
        .returning_all();
    // Only what went here is added here: another instance that folds as well had other rows or none.
    let mut sums: BTreeMap<(i64, String), i64> = BTreeMap::new();
    for row in tx.0.query_all(&gone).await? {
        let outcome = match counted {
            Counted::Keys => row.try_get("", "outcome")?,
            Counted::Unknown => String::new(),
        };
        let sum = sums.entry((row.try_get("", counted.whose())?, outcome)).or_default();
        *sum = sum.saturating_add(row.try_get("", "count")?);
    }
    add_to(tx, counted, day, &sums.into_iter().collect::<Vec<_>>()).await?;
    Ok(Some(time(day.saturating_mul(MICROS_AN_HOUR))))
}

type Sum = ((i64, String), i64);

async fn add_to(tx: &Tx, counted: Counted, day: i64, sums: &[Sum]) -> Result<(), StorageError> {
    match counted {
        Counted::Keys => {
            let values = |((key, outcome), count): &Sum| -> [Value; 4] {
                [(*key).into(), day.into(), outcome.as_str().into(), (*count).into()]
            };
            upsert(tx, counted.table(), counted.columns(), sums, values).await
        }
        Counted::Unknown => {
            let values = |((environment, _), count): &Sum| -> [Value; 3] {
                [(*environment).into(), day.into(), (*count).into()]
            };
            upsert(tx, counted.table(), counted.columns(), sums, values).await
        }
    }
}

/// The first hour that is not the first of its day. Days are few: one look-up in the index for each of them that was folded.
async fn first_unfolded(
    tx: &Tx,
    counted: Counted,
    mut from: i64,
    end: i64,
) -> Result<Option<i64>, StorageError> {
    loop {
        let mut next = Query::select();
        next.column("hour")
            .from(counted.table())
            .and_where(Expr::col("hour").gte(from))
            .and_where(Expr::col("hour").lt(end))
            .order_by("hour", sea_orm::Order::Asc)
            .limit(1);
        let Some(row) = tx.0.query_one(&next).await? else { return Ok(None) };
        let next: i64 = row.try_get("", "hour")?;
        if next.rem_euclid(HOURS_A_DAY) != 0 {
            return Ok(Some(next));
        }
        from = next + 1;
    }
}
