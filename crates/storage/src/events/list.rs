//! Finding events.

use keyward_domain::{Environment, Id, Order, Timestamp};
use sea_orm::sea_query::{Condition, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::entity::event::{Column, Entity, Model};
use crate::{Connection, StorageError};

/// An event as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "the sender's id, called so everywhere; the row has another")]
pub struct Event {
    /// Its id, once in the environment.
    pub event_id: String,
    /// What happened.
    pub name: String,
    /// Whose use it was: the tenant's own id.
    pub customer: String,
    /// When it happened.
    pub at: Timestamp,
    /// When it came in.
    pub received_at: Timestamp,
    /// Where it came from.
    pub source: Option<String>,
    /// Facts about it, a JSON object.
    pub properties: String,
}

/// Which events of an environment; what is `None` does not narrow.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this name.
    pub name: Option<String>,
    /// Of this customer.
    pub customer: Option<String>,
    /// Of this id.
    pub event_id: Option<String>,
    /// From there.
    pub source: Option<String>,
    /// At this time or later.
    pub from: Option<Timestamp>,
    /// Before this time.
    pub to: Option<Timestamp>,
    /// Those that follow this time and id in the order asked for.
    pub after: Option<(Timestamp, String)>,
}

/// Events by their time, equal ones by their id.
pub async fn list(
    db: &impl Connection,
    environment: Id<Environment>,
    filter: &Filter,
    order: Order,
    limit: u64,
    offset: u64,
) -> Result<Vec<Event>, StorageError> {
    let direction = match order {
        Order::Ascending => sea_orm::Order::Asc,
        Order::Descending => sea_orm::Order::Desc,
    };
    let rows = Entity::find()
        .filter(Column::EnvironmentId.eq(environment.get()))
        .filter(condition(filter, order))
        .order_by(Column::At, direction.clone())
        .order_by(Column::EventId, direction)
        .limit(limit)
        .offset(offset)
        .all(db.orm())
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

/// How many events there are.
pub async fn count(
    db: &impl Connection,
    environment: Id<Environment>,
    filter: &Filter,
) -> Result<u64, StorageError> {
    let found = Entity::find()
        .filter(Column::EnvironmentId.eq(environment.get()))
        .filter(condition(filter, Order::Ascending));
    Ok(found.count(db.orm()).await?)
}

pub(super) fn condition(filter: &Filter, order: Order) -> Condition {
    let text = |column: Column, text: &Option<String>| text.as_ref().map(|text| column.eq(text.as_str()));
    let after = filter.after.as_ref().map(|(at, _)| *at);
    // One bound at each end: of two, SQLite may look for its place by the one that is further away, and read all that is between again.
    let (from, to) = match order {
        Order::Ascending => (filter.from.max(after), filter.to),
        Order::Descending => (filter.from, after.map(next).into_iter().chain(filter.to).min()),
    };
    Condition::all()
        .add_option(text(Column::EventName, &filter.name))
        .add_option(text(Column::Customer, &filter.customer))
        .add_option(text(Column::EventId, &filter.event_id))
        .add_option(text(Column::Source, &filter.source))
        .add_option(from.map(|from| Column::At.gte(from.as_micros())))
        .add_option(to.map(|to| Column::At.lt(to.as_micros())))
        .add_option(filter.after.as_ref().map(|(at, id)| {
            let (at, id) = (at.as_micros(), id.as_str());
            match order {
                Order::Ascending => Column::At.gt(at).or(Column::EventId.gt(id)),
                Order::Descending => Column::At.lt(at).or(Column::EventId.lt(id)),
            }
        }))
}

/// The first instant after that one.
fn next(at: Timestamp) -> Timestamp {
    Timestamp::from_micros(at.as_micros().saturating_add(1))
}

fn read(row: Model) -> Event {
    Event {
        event_id: row.event_id,
        name: row.event_name,
        customer: row.customer,
        at: Timestamp::from_micros(row.at),
        received_at: Timestamp::from_micros(row.received_at),
        source: row.source,
        properties: row.properties,
    }
}
