//! The permissions that Keyward's own operations ask for (contract v1).

use keyward_domain::Need;

/// To see keys.
pub const SECRET_READ: Need = Need { entity: "secret", action: "read" };
/// To issue, change and revoke keys.
pub const SECRET_WRITE: Need = Need { entity: "secret", action: "write" };
/// To ask whether a key may pass.
pub const KEY_VERIFY: Need = Need { entity: "key", action: "verify" };
/// To add people and machines.
pub const USER_WRITE: Need = Need { entity: "user", action: "write" };
