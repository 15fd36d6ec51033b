//! How long checks took, by the environment of who asked: histograms by the hour.

use keyward_domain::{Environment, Histogram, Id, Timestamp};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Value};

use super::add::{upsert, whole};
use super::{MICROS_AN_HOUR, first_hour, hour};
use crate::column::{At, time};
use crate::entity::check_times::{Column, Entity};
use crate::{Connection, StorageError, Tx};

const TABLE: &str = "check_times";

/// Adds to what checks took in the present hour.
pub async fn add_times(
    tx: &Tx,
    times: &[(Id<Environment>, Histogram)],
    now: Timestamp,
) -> Result<(), StorageError> {
    let buckets = |(environment, histogram): &(Id<Environment>, Histogram)| {
        let environment = *environment;
        let filled = histogram.buckets().filter(|(_, count)| *count > 0);
        filled.map(move |(at_most, count)| (environment, at_most, count)).collect::<Vec<_>>()
    };
    let mut rows: Vec<_> = times.iter().flat_map(buckets).collect();
    // In one order everywhere, or two instances could each hold a row that the other one waits for.
    rows.sort_unstable();
    let values = |(environment, at_most, count): &(Id<Environment>, u64, u64)| -> [Value; 4] {
        [environment.get().into(), hour(now).into(), whole(*at_most).into(), whole(*count).into()]
    };
    upsert(tx, TABLE, &["environment_id", "hour", "at_most"], &rows, values).await
}

/// How long checks took in an environment in the hours that begin at `from` or later and before `to`, by stretches of so many hours that begin
/// with them (UTC), oldest first. Where there was none, there is no stretch.
pub async fn times(
    db: &impl Connection,
    environment: Id<Environment>,
    from: Timestamp,
    to: Timestamp,
    hours: i64,
) -> Result<Vec<(Timestamp, Histogram)>, StorageError> {
    let mut query = Query::select();
    query
        .from(Entity)
        .expr_as(Expr::col(Column::Hour).div(hours), "stretch")
        .column(Column::AtMost)
        // PostgreSQL's sum of whole numbers is a decimal one.
        .expr_as(Expr::col(Column::Count).sum().cast_as("bigint"), "together")
        .and_where(Column::EnvironmentId.eq(environment.get()))
        .and_where(Column::Hour.gte(first_hour(from)))
        .and_where(Column::Hour.lt(first_hour(to)))
        .add_group_by([Expr::col(Alias::new("stretch")), Expr::col(Column::AtMost)])
        .order_by(Alias::new("stretch"), sea_orm::Order::Asc);
    let mut told: Vec<(Timestamp, Histogram)> = Vec::new();
    for row in db.orm().query_all(&query).await? {
        let number = |column: &'static str| -> Result<u64, StorageError> {
            u64::try_from(row.try_get::<i64>("", column)?).map_err(|_| At(TABLE, column).corrupt())
        };
        let begin: i64 = row.try_get("", "stretch")?;
        let begin = time(begin.saturating_mul(hours).saturating_mul(MICROS_AN_HOUR));
        if told.last().is_none_or(|(last, _)| *last != begin) {
            told.push((begin, Histogram::default()));
        }
        if let Some((_, histogram)) = told.last_mut() {
            histogram.add(number("at_most")?, number("together")?);
        }
    }
    Ok(told)
}

/// Forgets the hours that began before a time; how many rows went.
pub async fn forget_times_before(tx: &Tx, before: Timestamp) -> Result<u64, StorageError> {
    let gone = Entity::delete_many().filter(Column::Hour.lt(hour(before))).exec(&tx.0).await?;
    Ok(gone.rows_affected)
}
