//! How many events there were in each hour.

use std::collections::BTreeMap;

use keyward_domain::{Environment, Id, Timestamp};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement, Value,
};

use crate::entity::event_count::{Column, Entity};
use crate::rows::{pieces, places};
use crate::{Connection, StorageError, Tx};

const INSERT: &str = "INSERT INTO event_counts (environment_id, event_name, customer, hour, count) VALUES ";
const COLUMNS: usize = 5;
const ADD: &str = " ON CONFLICT (environment_id, event_name, customer, hour) \
     DO UPDATE SET count = event_counts.count + excluded.count";

/// Environment, name, customer (empty: all) and hour.
pub(super) type Cell<'a> = (i64, &'a str, &'a str, i64);

/// Adds to the counts, in one order everywhere.
pub(super) async fn add(tx: &Tx, counts: &BTreeMap<Cell<'_>, i64>) -> Result<(), StorageError> {
    let rows: Vec<_> = counts.iter().collect();
    for piece in pieces(&rows) {
        let sql = format!("{INSERT}{}{ADD}", places(tx.engine(), piece.len(), COLUMNS));
        let values =
            piece.iter().flat_map(|((environment, name, customer, hour), count)| -> [Value; COLUMNS] {
                [(*environment).into(), (*name).into(), (*customer).into(), (*hour).into(), (**count).into()]
            });
        tx.0.execute_raw(Statement::from_sql_and_values(tx.0.get_database_backend(), sql, values)).await?;
    }
    Ok(())
}

/// Whose counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountsOf<'a> {
    /// All customers together.
    All,
    /// One of them.
    One(&'a str),
    /// Each of them.
    Each,
}

/// How many events a customer had in an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The customer; empty where it is all of them.
    pub customer: String,
    /// The hour's first instant.
    pub hour: Timestamp,
    /// How many.
    pub count: i64,
}

/// The counts of an event by the hour, for the hours that begin in `from..to`. No row: none.
pub async fn counts(
    db: &impl Connection,
    environment: Id<Environment>,
    name: &str,
    of: CountsOf<'_>,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Counted>, StorageError> {
    let found = Entity::find()
        .filter(Column::EnvironmentId.eq(environment.get()))
        .filter(Column::EventName.eq(name))
        .filter(Column::Hour.gte(from.as_micros()))
        .filter(Column::Hour.lt(to.as_micros()));
    let found = match of {
        CountsOf::All => found.filter(Column::Customer.eq("")),
        CountsOf::One(customer) => found.filter(Column::Customer.eq(customer)),
        CountsOf::Each => found.filter(Column::Customer.ne("")),
    };
    let rows = found.all(db.orm()).await?;
    let counted = |row: crate::entity::event_count::Model| Counted {
        customer: row.customer,
        hour: Timestamp::from_micros(row.hour),
        count: row.count,
    };
    Ok(rows.into_iter().map(counted).collect())
}

/// The names of a customer's events in the hours that begin in `from..to`, in order, `most` of them.
pub async fn names(
    db: &impl Connection,
    environment: Id<Environment>,
    customer: &str,
    from: Timestamp,
    to: Timestamp,
    most: u64,
) -> Result<Vec<String>, StorageError> {
    let names = Entity::find()
        .select_only()
        .column(Column::EventName)
        .distinct()
        .filter(Column::EnvironmentId.eq(environment.get()))
        .filter(Column::Customer.eq(customer))
        .filter(Column::Hour.gte(from.as_micros()))
        .filter(Column::Hour.lt(to.as_micros()))
        .order_by_asc(Column::EventName)
        .limit(most);
    Ok(names.into_tuple().all(db.orm()).await?)
}
