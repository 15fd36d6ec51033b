//! What a property of events came to in each hour, kept so that nobody has to read the events again.
//!
//! A row is never brought up to date: it says from how many events it was reckoned, and holds as long as the hour has no more. Events are
//! only ever added to an hour, so as many events are the same events.

use keyward_domain::{Environment, Id, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::CountsOf;
use crate::entity::{event_meter, event_value};
use crate::{Connection, StorageError, Tx};

/// What a property came to in the events of an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Valued {
    /// The customer; empty where it is all of them.
    pub customer: String,
    /// The hour's first instant.
    pub hour: Timestamp,
    /// Of how many events.
    pub events: i64,
    /// In how many of them it is a number.
    pub numbers: i64,
    /// In how many it is something else.
    pub not_numeric: i64,
    /// The sum of the numbers, in its reckoner's words.
    pub sum: String,
    /// Whether the sum is the exact one; if not, it has to be reckoned from the events.
    pub exact: bool,
    /// The least number, in its reckoner's words.
    pub least: Option<String>,
    /// The greatest.
    pub most: Option<String>,
}

/// A property of an event's that has been asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Meter {
    /// Where.
    pub environment: Id<Environment>,
    /// Of which events.
    pub event_name: String,
    /// Which.
    pub property: String,
}

/// Has a property reckoned ahead from now on, unless its environment has `most` of them.
pub async fn note_meter(tx: &Tx, meter: &Meter, most: u64) -> Result<(), StorageError> {
    use event_meter::{ActiveModel, Column, Entity};
    let there = Entity::find().filter(Column::EnvironmentId.eq(meter.environment.get())).count(&tx.0).await?;
    if there >= most {
        return Ok(());
    }
    let row = ActiveModel {
        environment_id: Set(meter.environment.get()),
        event_name: Set(meter.event_name.clone()),
        property: Set(meter.property.clone()),
    };
    let columns = [Column::EnvironmentId, Column::EventName, Column::Property];
    let conflict = OnConflict::columns(columns).do_nothing().to_owned();
    Entity::insert(row).on_conflict(conflict).exec_without_returning(&tx.0).await?;
    Ok(())
}

/// What is reckoned ahead, of all environments.
pub async fn meters(db: &impl Connection) -> Result<Vec<Meter>, StorageError> {
    use event_meter::{Column, Entity, Model};
    let found = Entity::find()
        .order_by_asc(Column::EnvironmentId)
        .order_by_asc(Column::EventName)
        .order_by_asc(Column::Property);
    let meter = |row: Model| Meter {
        environment: Id::new(row.environment_id),
        event_name: row.event_name,
        property: row.property,
    };
    Ok(found.all(db.orm()).await?.into_iter().map(meter).collect())
}

/// What is kept for the hours that begin in `from..to`, in their order.
pub async fn values(
    db: &impl Connection,
    meter: &Meter,
    of: CountsOf<'_>,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Valued>, StorageError> {
    use event_value::{Column, Entity, Model};
    let found = Entity::find()
        .filter(Column::EnvironmentId.eq(meter.environment.get()))
        .filter(Column::EventName.eq(meter.event_name.as_str()))
        .filter(Column::Property.eq(meter.property.as_str()))
        .filter(Column::Hour.gte(from.as_micros()))
        .filter(Column::Hour.lt(to.as_micros()));
    let found = match of {
        CountsOf::All => found.filter(Column::Customer.eq("")),
        CountsOf::One(customer) => found.filter(Column::Customer.eq(customer)),
        CountsOf::Each => found.filter(Column::Customer.ne("")),
    };
    let valued = |row: Model| Valued {
        customer: row.customer,
        hour: Timestamp::from_micros(row.hour),
        events: row.events,
        numbers: row.numbers,
        not_numeric: row.not_numeric,
        sum: row.sum,
        exact: row.exact,
        least: row.least,
        most: row.most,
    };
    Ok(found.order_by_asc(Column::Hour).all(db.orm()).await?.into_iter().map(valued).collect())
}

/// Keeps what was reckoned, unless something is there that was reckoned from as many events or more.
pub async fn keep_values(tx: &Tx, meter: &Meter, values: &[Valued]) -> Result<(), StorageError> {
    use event_value::{ActiveModel, Column, Entity};
    const ROWS_A_STATEMENT: usize = 500;
    let key = [Column::EnvironmentId, Column::EventName, Column::Property, Column::Customer, Column::Hour];
    let facts = [
        Column::Events,
        Column::Numbers,
        Column::NotNumeric,
        Column::Sum,
        Column::Exact,
        Column::Least,
        Column::Most,
    ];
    let row = |value: &&Valued| ActiveModel {
        environment_id: Set(meter.environment.get()),
        event_name: Set(meter.event_name.clone()),
        property: Set(meter.property.clone()),
        customer: Set(value.customer.clone()),
        hour: Set(value.hour.as_micros()),
        events: Set(value.events),
        numbers: Set(value.numbers),
        not_numeric: Set(value.not_numeric),
        sum: Set(value.sum.clone()),
        exact: Set(value.exact),
        least: Set(value.least.clone()),
        most: Set(value.most.clone()),
    };
    // In one order everywhere, or two instances could each hold a row that the other one waits for.
    let mut values: Vec<&Valued> = values.iter().collect();
    values.sort_by_key(|value| (value.customer.as_str(), value.hour));
    for some in values.chunks(ROWS_A_STATEMENT) {
        let mut conflict = OnConflict::columns(key);
        let newer = Expr::col((Entity, Column::Events)).lt(Expr::col(("excluded", Column::Events)));
        conflict.update_columns(facts).action_and_where(newer);
        Entity::insert_many(some.iter().map(row)).on_conflict(conflict).exec_without_returning(&tx.0).await?;
    }
    Ok(())
}
