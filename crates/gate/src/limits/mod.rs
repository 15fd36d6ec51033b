//! Limits: how much may be taken in any stretch of a window.
//!
//! A [`Count`] counts one limit. The [`Registry`] keeps them, so that a count outlives what is cached of its key; a
//! cached grant holds those of its own limits, so that a check needs no second look-up. The one of a key's [`Only`] limit is lent to
//! the map's entry of that key.

mod cell;
mod named;
mod only;
mod registry;
mod take;

#[cfg(all(test, feature = "shuttle"))]
pub(crate) use cell::Cell;
pub use named::NamedLimit;
pub(crate) use named::{Resolved, resolve};
pub(crate) use only::Only;
pub(crate) use registry::{Count, Registry, Scope};
pub use take::LimitReading;
pub(crate) use take::{Part, Readings, look_all, take_all};

use std::sync::Arc;

use keyward_domain::LimitScope;
use keyward_domain::Timestamp;

use crate::{Grant, Subject};

/// A limit of a cached key: its count, and what of the limit a check needs.
pub(crate) struct Held {
    pub(crate) count: Arc<Count>,
    pub(crate) most: u32,
    pub(crate) auto: bool,
    /// Whether other keys take from it as a matter of course.
    pub(crate) shared: bool,
}

/// The counts of a grant's limits, in their order.
pub(crate) fn hold(registry: &Registry, grant: &Grant, now: Timestamp) -> Box<[Held]> {
    // A key of the configuration has no row, and no limits.
    let Subject::Key(_) = grant.subject else { return Box::default() };
    let held = grant.limits.iter().map(|limit| {
        let scope = match limit.scope {
            LimitScope::Key => Scope::Key(grant.limit_scope),
            LimitScope::Owner => Scope::Owner(grant.owner),
        };
        let count = registry.count(scope, &limit.name, limit.window, now);
        let shared = limit.scope == LimitScope::Owner;
        Held { count, most: limit.most.get(), auto: limit.auto, shared }
    });
    held.collect()
}
