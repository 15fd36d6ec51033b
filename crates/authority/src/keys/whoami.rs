//! The caller's own key.

use std::sync::Arc;

use keyward_gate::CachedGrant;

use crate::{Actor, Error, Principal};

/// What is known of the key that the caller presented; any key may ask.
pub fn whoami(actor: &Actor) -> Result<&Arc<CachedGrant>, Error> {
    match &actor.principal {
        Principal::Key(grant) => Ok(grant),
        Principal::User { .. } => Err(Error::InvalidOperation("A person who is signed in has no key here")),
        Principal::Operator => Err(Error::InvalidOperation("The operator has no key")),
    }
}
