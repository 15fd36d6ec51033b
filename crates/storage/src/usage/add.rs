//! Noting answers.

use keyward_domain::{Code, Environment, Id, Key, Timestamp};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, Statement, Value};

use super::hour;
use crate::entity::unknown_usage;
use crate::rows::{pieces, places};
use crate::{StorageError, Tx};

/// Both databases take so many values in a statement.
const ROWS_A_STATEMENT: usize = 200;

/// Adds answers about keys to the present hour.
pub async fn add(tx: &Tx, answers: &[(Id<Key>, Code, u64)], now: Timestamp) -> Result<(), StorageError> {
    // In one order everywhere, or two instances could each hold a row that the other one waits for.
    let mut answers = answers.to_vec();
    answers.sort_unstable();
    for piece in pieces(&answers) {
        let sql = format!(
            "INSERT INTO key_usage (key_id, hour, outcome, count) VALUES {} \
             ON CONFLICT (key_id, hour, outcome) DO UPDATE SET count = key_usage.count + excluded.count",
            places(tx.engine(), piece.len(), 4)
        );
        let values = piece.iter().flat_map(|(key, code, count)| -> [Value; 4] {
            let count = i64::try_from(*count).unwrap_or(i64::MAX);
            [key.get().into(), hour(now).into(), code.as_str().into(), count.into()]
        });
        tx.0.execute_raw(Statement::from_sql_and_values(tx.0.get_database_backend(), sql, values)).await?;
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
