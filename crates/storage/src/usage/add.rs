//! Noting answers.

use keyward_domain::{Code, Environment, Id, Key, Timestamp};
use sea_orm::{ConnectionTrait, Statement, Value};

use super::{Counted, hour};
use crate::rows::{pieces, places};
use crate::{StorageError, Tx};

/// Adds answers about keys to the present hour.
pub async fn add(tx: &Tx, answers: &[(Id<Key>, Code, u64)], now: Timestamp) -> Result<(), StorageError> {
    // In one order everywhere, or two instances could each hold a row that the other one waits for.
    let mut answers = answers.to_vec();
    answers.sort_unstable();
    let values = |(key, code, count): &(Id<Key>, Code, u64)| -> [Value; 4] {
        [key.get().into(), hour(now).into(), code.as_str().into(), whole(*count).into()]
    };
    upsert(tx, Counted::Keys.table(), Counted::Keys.columns(), &answers, values).await
}

/// Adds answers about keys that were not found, by the environment of who asked, to the present hour.
pub async fn add_unknown(
    tx: &Tx,
    answers: &[(Id<Environment>, u64)],
    now: Timestamp,
) -> Result<(), StorageError> {
    let mut answers = answers.to_vec();
    answers.sort_unstable();
    let values = |(environment, count): &(Id<Environment>, u64)| -> [Value; 3] {
        [environment.get().into(), hour(now).into(), whole(*count).into()]
    };
    upsert(tx, Counted::Unknown.table(), Counted::Unknown.columns(), &answers, values).await
}

pub(super) fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Adds to the counts of rows of a table, each known by the columns of that key, which come first among its values; the count comes last.
pub(super) async fn upsert<T, const COLUMNS: usize>(
    tx: &Tx,
    table: &str,
    key: &[&str],
    rows: &[T],
    values: impl Fn(&T) -> [Value; COLUMNS],
) -> Result<(), StorageError> {
    let key = key.join(", ");
    for piece in pieces(rows) {
        let sql = format!(
            "INSERT INTO {table} ({key}, count) VALUES {} \
             ON CONFLICT ({key}) DO UPDATE SET count = {table}.count + excluded.count",
            places(tx.engine(), piece.len(), COLUMNS)
        );
        let values = piece.iter().flat_map(&values);
        tx.0.execute_raw(Statement::from_sql_and_values(tx.0.get_database_backend(), sql, values)).await?;
    }
    Ok(())
}
