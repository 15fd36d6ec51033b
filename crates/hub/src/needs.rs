//! The permissions that the hub's operations ask for (contract hub).

use keyward_domain::Need;

/// To see licences.
pub const LICENSE_READ: Need = Need { entity: "license", action: "read" };
/// To make, change, revoke and delete licences.
pub const LICENSE_WRITE: Need = Need { entity: "license", action: "write" };
/// To see clients.
pub const CLIENT_READ: Need = Need { entity: "client", action: "read" };
/// To make and delete clients.
pub const CLIENT_WRITE: Need = Need { entity: "client", action: "write" };
/// To see tickets.
pub const TICKET_READ: Need = Need { entity: "ticket", action: "read" };
/// To write tickets.
pub const TICKET_WRITE: Need = Need { entity: "ticket", action: "write" };
