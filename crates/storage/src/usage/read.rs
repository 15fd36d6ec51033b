//! Reading answers, hour by hour.

use keyward_domain::{Code, Environment, Id, Key, Owner, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QueryResult};

use super::{MICROS_AN_HOUR, first_hour};
use crate::column::{At, time};
use crate::entity::{environment_usage, key, key_usage, unknown_usage};
use crate::keys::of_owner;
use crate::{Connection, StorageError};

/// Answers of one kind in the hour that began then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    /// When the hour began. A day that was folded is told as its first hour.
    pub hour: Timestamp,
    /// What was answered.
    pub code: Code,
    /// How often.
    pub count: u64,
}

/// About whose keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// All of the environment's.
    Environment,
    /// All that this owner has there.
    Owner(Owner),
    /// This one.
    Key(Id<Key>),
}

/// What was answered about an environment's keys in the hours that begin at `from` or later and before `to`, oldest first.
pub async fn answered(
    db: &impl Connection,
    environment: Id<Environment>,
    of: Of,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Answered>, StorageError> {
    use key_usage::{Column, Entity};
    let mut query = within(environment, from, to);
    match of {
        Of::Environment => return together(db, environment, from, to).await,
        Of::Owner(owner) => drop(query.and_where(of_owner(owner))),
        Of::Key(key) => drop(query.and_where(Expr::col((Entity, Column::KeyId)).eq(key.get()))),
    }
    query
        .column((Entity, Column::Hour))
        .column((Entity, Column::Outcome))
        .expr_as(summed(), "count")
        .group_by_columns([(Entity, Column::Hour), (Entity, Column::Outcome)])
        .order_by((Entity, Column::Hour), sea_orm::Order::Asc)
        .order_by((Entity, Column::Outcome), sea_orm::Order::Asc);
    let read = |row: &QueryResult| {
        told(
            "key_usage",
            row.try_get("", "hour")?,
            &row.try_get::<String>("", "outcome")?,
            row.try_get("", "count")?,
        )
    };
    db.orm().query_all(&query).await?.iter().map(read).collect()
}

/// The same about all of an environment's keys, from the rows that hold their sums.
async fn together(
    db: &impl Connection,
    environment: Id<Environment>,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Answered>, StorageError> {
    use environment_usage::{Column, Entity};
    let rows = Entity::find()
        .filter(Column::EnvironmentId.eq(environment.get()))
        .filter(Column::Hour.gte(first_hour(from)))
        .filter(Column::Hour.lt(first_hour(to)))
        .order_by_asc(Column::Hour)
        .order_by_asc(Column::Outcome)
        .all(db.orm())
        .await?;
    rows.into_iter().map(|row| told("environment_usage", row.hour, &row.outcome, row.count)).collect()
}

/// The uses of an environment's keys in some hours.
pub(super) fn within(environment: Id<Environment>, from: Timestamp, to: Timestamp) -> SelectStatement {
    use key_usage::{Column, Entity};
    Query::select()
        .from(Entity)
        .inner_join(key::Entity, Expr::col((key::Entity, key::Column::Id)).equals((Entity, Column::KeyId)))
        .and_where(key::Column::EnvironmentId.eq(environment.get()))
        .and_where(Column::Hour.gte(first_hour(from)))
        .and_where(Column::Hour.lt(first_hour(to)))
        .take()
}

/// PostgreSQL's sum of whole numbers is a decimal one.
pub(super) fn summed() -> Expr {
    Expr::col((key_usage::Entity, key_usage::Column::Count)).sum().cast_as("bigint")
}

fn told(table: &'static str, hour: i64, outcome: &str, count: i64) -> Result<Answered, StorageError> {
    Ok(Answered {
        hour: time(hour.saturating_mul(MICROS_AN_HOUR)),
        code: At(table, "outcome").parse(outcome)?,
        count: u64::try_from(count).map_err(|_| At(table, "count").corrupt())?,
    })
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
