//! A question to the source that several may be waiting for.

use std::ops::Deref;
use std::sync::Arc;

use keyward_token::Digest;
use tokio::sync::OnceCell;

use crate::cache::Cache;
use crate::{CachedGrant, Unavailable};

/// What the source said; an outage is shared by those who waited for it, and not remembered.
pub(crate) type Outcome = Result<Option<Arc<CachedGrant>>, Unavailable>;

/// One load of one digest.
pub(crate) struct Flight {
    pub(crate) digest: Digest,
    /// The cache's generation before the load began.
    pub(crate) generation: u64,
    /// If whoever loads goes away, the next who waits begins again.
    pub(crate) outcome: OnceCell<Outcome>,
}

/// A place on a flight. The flight is forgotten when the last one is given back, so that callers who hang up leave nothing behind.
pub(crate) struct Ticket<'a> {
    cache: &'a Cache,
    flight: Arc<Flight>,
}

impl<'a> Ticket<'a> {
    pub(crate) fn new(cache: &'a Cache, flight: Arc<Flight>) -> Self {
        Self { cache, flight }
    }
}

impl Deref for Ticket<'_> {
    type Target = Arc<Flight>;

    fn deref(&self) -> &Arc<Flight> {
        &self.flight
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        // A flight that has landed is no longer listed.
        if !self.flight.outcome.initialized() {
            self.cache.alight(&self.flight);
        }
    }
}
