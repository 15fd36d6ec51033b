//! The permissions that Keyward's own operations ask for (contract v1).

use keyward_domain::Need;

/// To see keys.
pub const SECRET_READ: Need = Need { entity: "secret", action: "read" };
/// To issue, change and revoke keys.
pub const SECRET_WRITE: Need = Need { entity: "secret", action: "write" };
/// To ask whether a key may pass.
pub const KEY_VERIFY: Need = Need { entity: "key", action: "verify" };
/// To see gates.
pub const GATE_READ: Need = Need { entity: "gate", action: "read" };
/// To make, change and remove gates.
pub const GATE_WRITE: Need = Need { entity: "gate", action: "write" };
/// To see people and machines.
pub const USER_READ: Need = Need { entity: "user", action: "read" };
/// To add, change and remove people and machines.
pub const USER_WRITE: Need = Need { entity: "user", action: "write" };
/// To see roles.
pub const ROLE_READ: Need = Need { entity: "role", action: "read" };
/// To make, change and remove roles.
pub const ROLE_WRITE: Need = Need { entity: "role", action: "write" };
/// To see environments.
pub const ENVIRONMENT_READ: Need = Need { entity: "environment", action: "read" };
/// To make and change environments.
pub const ENVIRONMENT_WRITE: Need = Need { entity: "environment", action: "write" };
/// To see the tenant.
pub const TENANT_READ: Need = Need { entity: "tenant", action: "read" };
/// To change the tenant.
pub const TENANT_WRITE: Need = Need { entity: "tenant", action: "write" };
/// To see customers.
pub const CUSTOMER_READ: Need = Need { entity: "customer", action: "read" };
/// To make, change and remove customers, and to let them into their portal.
pub const CUSTOMER_WRITE: Need = Need { entity: "customer", action: "write" };
/// To see where webhooks go and what became of them.
pub const WEBHOOK_READ: Need = Need { entity: "webhook", action: "read" };
/// To say where webhooks go, and whose are taken.
pub const WEBHOOK_WRITE: Need = Need { entity: "webhook", action: "write" };
/// To see the audit trail.
pub const AUDIT_READ: Need = Need { entity: "audit", action: "read" };
