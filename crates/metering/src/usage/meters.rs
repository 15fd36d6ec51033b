//! What this instance has seen asked for.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use keyward_storage::events::Meter;
use tokio::sync::Notify;

/// Properties that were noted, so that each is written down once, and the word that there is a new one.
#[derive(Debug, Default)]
pub(crate) struct Meters {
    noted: Mutex<HashSet<Meter>>,
    asked: Notify,
}

/// How many are remembered; then all are forgotten, and noted anew.
const MOST: usize = 10_000;

impl Meters {
    /// Whether it was noted before.
    pub(super) fn knows(&self, meter: &Meter) -> bool {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner).contains(meter)
    }

    /// Notes one that is written down, and says that it is there.
    pub(super) fn note(&self, meter: Meter) {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.len() >= MOST {
            noted.clear();
        }
        noted.insert(meter);
        self.asked.notify_one();
    }

    pub(crate) async fn asked(&self) {
        self.asked.notified().await;
    }
}
