//! What every operation works with.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use keyward_domain::{Clock, Timestamp};
use keyward_storage::events::NewEvent;
use keyward_storage::{Storage, StorageError, Tx};
use keyward_token::Entropy;

use crate::events::Writer;
use crate::usage::Meters;

/// The operations' common ground.
pub struct Metering {
    pub(crate) storage: Storage,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) writer: Writer,
    pub(crate) policy: Policy,
    pub(crate) meters: Meters,
}

/// What it is made of.
pub struct Parts {
    /// The database, migrated.
    pub storage: Storage,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness, for the ids of events that come without one.
    pub entropy: Arc<dyn Entropy>,
    /// Limits.
    pub policy: Policy,
    /// Who wants to know what comes in.
    pub listener: Arc<dyn Listener>,
}

/// An answer to come, of a [`Listener`] behind a pointer.
pub type Heard<'a> = Pin<Box<dyn Future<Output = Result<(), StorageError>> + Send + 'a>>;

/// Hears of events in the transaction that adds them.
pub trait Listener: Send + Sync {
    /// These were added, and are durable if the transaction commits. An error takes them back.
    fn added<'a>(&'a self, tx: &'a Tx, events: &'a [&'a NewEvent]) -> Heard<'a>;
}

impl std::fmt::Debug for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parts").field("policy", &self.policy).finish_non_exhaustive()
    }
}

/// Limits.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    /// The most events in one bulk request.
    pub max_bulk: usize,
    /// For how many whole days an event is kept after its own; `None`: for ever.
    pub retention_days: Option<u32>,
}

impl Default for Policy {
    fn default() -> Self {
        Self { max_bulk: 1000, retention_days: None }
    }
}

impl std::fmt::Debug for Metering {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Metering").field("policy", &self.policy).finish_non_exhaustive()
    }
}

const DAY: i64 = 24 * keyward_storage::events::HOUR;

impl Metering {
    /// Puts it together and starts its writer, which needs a runtime.
    pub fn start(parts: Parts) -> Self {
        let Parts { storage, clock, entropy, policy, listener } = parts;
        let writer = Writer::start(storage.clone(), listener);
        Self { storage, clock, entropy, writer, policy, meters: Meters::default() }
    }

    /// Waits until a property was asked for that is to be [reckoned ahead](crate::usage::fold).
    pub async fn asked_anew(&self) {
        self.meters.asked().await;
    }

    /// The first instant of which events are kept. What lies before it neither comes in nor is it told, whether or not it has been
    /// swept away yet.
    pub(crate) fn kept_from(&self, now: Timestamp) -> Option<Timestamp> {
        let days = self.policy.retention_days?;
        let first = now.minus(Duration::from_hours(u64::from(days) * 24));
        Some(Timestamp::from_micros(first.as_micros().div_euclid(DAY) * DAY))
    }
}
