//! Adding events, each id once in its environment.

use std::collections::{BTreeMap, HashSet};

use keyward_domain::{Environment, Id, Timestamp};
use sea_orm::{ConnectionTrait, Statement, Value};

use super::{hour, hours};
use crate::rows::{pieces, places};
use crate::{StorageError, Tx};

/// An event to be.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// Where it counts.
    pub environment: Id<Environment>,
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

const INSERT: &str = "INSERT INTO events \
     (environment_id, event_id, event_name, customer, at, received_at, source, properties) VALUES ";
const COLUMNS: usize = 8;
const ONCE: &str = " ON CONFLICT (environment_id, event_id) DO NOTHING";

/// Adds those whose id their environment does not have, and counts them; in the order of `events`, whether each was added. Of two
/// of one id the first is.
pub async fn insert(tx: &Tx, events: &[&NewEvent]) -> Result<Vec<bool>, StorageError> {
    let mut seen = HashSet::with_capacity(events.len());
    let mut added: Vec<bool> =
        events.iter().map(|event| seen.insert((event.environment, event.event_id.as_str()))).collect();
    let mut order: Vec<usize> = (0..events.len()).filter(|index| added[*index]).collect();
    // In one order everywhere, or two instances could each hold an id that the other one waits for.
    order.sort_by_key(|index| (events[*index].environment, events[*index].event_id.as_str()));
    let rows: Vec<&NewEvent> = order.iter().map(|index| events[*index]).collect();
    // Most often every id is new, and asking which were would cost more than finding out the hard way now and then.
    let attempt = tx.savepoint().await?;
    let new = add_all(&attempt, &rows).await?;
    if new == rows.len() as u64 {
        attempt.commit().await?;
    } else {
        attempt.rollback().await?;
        let new = add_and_tell(tx, &rows).await?;
        for index in order {
            added[index] = new.contains(&(events[index].environment.get(), events[index].event_id.clone()));
        }
    }
    let mut counts = BTreeMap::new();
    for (event, _) in events.iter().zip(&added).filter(|(_, added)| **added) {
        let hour = hour(event.at).as_micros();
        for customer in ["", &event.customer] {
            *counts.entry((event.environment.get(), event.name.as_str(), customer, hour)).or_insert(0_i64) +=
                1;
        }
    }
    hours::add(tx, &counts).await?;
    Ok(added)
}

async fn add_all(tx: &Tx, rows: &[&NewEvent]) -> Result<u64, StorageError> {
    let mut added = 0;
    for piece in pieces(rows) {
        let sql = format!("{INSERT}{}{ONCE}", places(tx.engine(), piece.len(), COLUMNS));
        added += tx.0.execute_raw(statement(tx, sql, piece)).await?.rows_affected();
    }
    Ok(added)
}

/// The same, telling which were added.
async fn add_and_tell(tx: &Tx, rows: &[&NewEvent]) -> Result<HashSet<(i64, String)>, StorageError> {
    let mut added = HashSet::with_capacity(rows.len());
    for piece in pieces(rows) {
        let sql = format!(
            "{INSERT}{}{ONCE} RETURNING environment_id, event_id",
            places(tx.engine(), piece.len(), COLUMNS)
        );
        for row in tx.0.query_all_raw(statement(tx, sql, piece)).await? {
            added.insert((row.try_get("", "environment_id")?, row.try_get("", "event_id")?));
        }
    }
    Ok(added)
}

fn statement(tx: &Tx, sql: String, rows: &[&NewEvent]) -> Statement {
    let values = rows.iter().flat_map(|event| -> [Value; COLUMNS] {
        [
            event.environment.get().into(),
            event.event_id.clone().into(),
            event.name.clone().into(),
            event.customer.clone().into(),
            event.at.as_micros().into(),
            event.received_at.as_micros().into(),
            event.source.clone().into(),
            event.properties.clone().into(),
        ]
    });
    Statement::from_sql_and_values(tx.0.get_database_backend(), sql, values)
}
