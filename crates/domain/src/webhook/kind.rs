//! What a webhook can be told.

use std::fmt;
use std::str::FromStr;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// Something that a webhook can be told.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum WebhookKind {
            $($(#[$doc])* $name,)*
        }

        impl WebhookKind {
            /// Every kind, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word on the wire and in storage, `family.what`.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

kinds! {
    /// A key was issued or imported.
    KeyCreated = "key.created",
    /// A key was changed.
    KeyUpdated = "key.updated",
    /// A key was switched off.
    KeyDisabled = "key.disabled",
    /// A key was switched on again.
    KeyEnabled = "key.enabled",
    /// Another key took a key's place.
    KeyRotated = "key.rotated",
    /// A key was ended for ever.
    KeyRevoked = "key.revoked",
    /// A key ends soon.
    KeyExpiring = "key.expiring",
    /// A key was found where it should not be.
    KeyLeaked = "key.leaked",
    /// A customer was added.
    CustomerCreated = "customer.created",
    /// A customer was changed.
    CustomerUpdated = "customer.updated",
    /// A customer was removed.
    CustomerDeleted = "customer.deleted",
    /// A gate was made.
    GateCreated = "gate.created",
    /// A gate was changed, or got another secret.
    GateUpdated = "gate.updated",
    /// A gate was deleted.
    GateDeleted = "gate.deleted",
    /// Events of metering came in. Told to those who ask for it by name alone: there are many.
    EventIngested = "event.ingested",
    /// A licence was made.
    LicenseCreated = "license.created",
    /// A licence was activated on a domain.
    LicenseActivated = "license.activated",
    /// A licence was released from a domain.
    LicenseDeactivated = "license.deactivated",
    /// A licence was revoked.
    LicenseRevoked = "license.revoked",
    /// A revoked licence came back.
    LicenseReactivated = "license.reactivated",
    /// A licence was prolonged.
    LicenseRenewed = "license.renewed",
    /// A licence has ended.
    LicenseExpired = "license.expired",
    /// Somebody wanted to see whether it works. Told to one endpoint, whatever it asked for.
    Test = "webhook.test",
}

impl WebhookKind {
    /// What the licensing hub's endpoints may ask for (contract hub, A.3).
    pub const HUB: [Self; 5] = [
        Self::LicenseCreated,
        Self::LicenseActivated,
        Self::LicenseDeactivated,
        Self::LicenseRevoked,
        Self::LicenseExpired,
    ];

    /// What stands before the full stop.
    pub fn family(self) -> &'static str {
        self.as_str().split('.').next().unwrap_or_default()
    }

    /// Whether it is part of everything.
    pub fn goes_without_saying(self) -> bool {
        self != Self::EventIngested
    }

    /// Whether an endpoint can ask for it.
    pub fn can_be_asked_for(self) -> bool {
        self != Self::Test
    }
}

/// The text is no such word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownKind;

impl FromStr for WebhookKind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text).ok_or(UnknownKind)
    }
}

impl fmt::Display for WebhookKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
