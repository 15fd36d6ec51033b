//! Facts that are put in when an event is told.

use std::pin::Pin;

use keyward_storage::webhooks::queue::ClaimedEvent;
use serde_json::{Map, Value};

use crate::Error;

/// An event's facts, complete.
pub type Data<'a> = Pin<Box<dyn Future<Output = Result<Map<String, Value>, Error>> + Send + 'a>>;

/// Completes the facts of events that this room does not know all about: the keys of licences, which are no part of what is kept.
pub trait Author: Send + Sync {
    /// The facts of an event about a licence, with its key while there is one.
    fn license<'a>(&'a self, event: &'a ClaimedEvent) -> Data<'a>;
}
