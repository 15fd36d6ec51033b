//! Who called, left where the front finds it in case they are refused.

use std::sync::{Arc, Mutex, PoisonError};

use keyward_authority::Actor;
use keyward_authority::customer_portal::PortalActor;

/// Somebody who was recognised.
#[derive(Debug, Clone)]
pub(crate) enum Known {
    /// By a key or a token.
    Actor(Actor),
    /// A customer, by the session of its portal.
    Customer(PortalActor),
}

/// Where whoever recognises the caller leaves who it is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen(Arc<Mutex<Option<Known>>>);

impl Seen {
    /// It is them.
    pub(crate) fn is(&self, known: Known) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(known);
    }

    pub(super) fn take(&self) -> Option<Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The code of a refusal by a surface that has its own words. It travels with the response to where refusals are audited.
#[derive(Debug, Clone)]
pub(crate) struct RefusedAs(pub(crate) String);
