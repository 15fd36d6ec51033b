//! The permissions that these operations ask for (contract v1, part 9).

use keyward_domain::Need;

/// To send events.
pub const EVENT_WRITE: Need = Need { entity: "event", action: "write" };
/// To read events and usage.
pub const EVENT_READ: Need = Need { entity: "event", action: "read" };
