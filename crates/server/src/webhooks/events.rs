//! What metering takes in is told by the authority, which knows who listens.

use std::sync::Arc;

use keyward_authority::Authority;
use keyward_metering::{Heard, Listener};
use keyward_storage::Tx;
use keyward_storage::events::NewEvent;

/// Tells webhooks of events.
pub(crate) struct Events(pub(crate) Arc<Authority>);

impl Listener for Events {
    fn added<'a>(&'a self, tx: &'a Tx, events: &'a [&'a NewEvent]) -> Heard<'a> {
        Box::pin(self.0.tell_of_events(tx, events))
    }
}
