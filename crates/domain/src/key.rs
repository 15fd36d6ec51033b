//! The state of a key.

use std::fmt;
use std::str::FromStr;

use keyward_token::{Algorithm, Digest};

use crate::{
    Credits, Entity, Environment, Id, Limits, Metadata, Name, Networks, Owner, Permissions, RoleName, Tenant,
    Timestamp,
};

/// A key as it is kept: everything but its secret.
///
/// Roles and the permissions that they stood for were copied when it was made and never change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its id.
    pub id: Id<Key>,
    /// Whose it is.
    pub tenant: Id<Tenant>,
    /// The one environment in which it acts.
    pub environment: Id<Environment>,
    /// What it is for.
    pub kind: KeyKind,
    /// What people call it.
    pub name: Name,
    /// More about it.
    pub description: Option<String>,
    /// The one that it acts for.
    pub owner: Owner,
    /// The name of the format it was made in, or `imported`.
    pub format: String,
    /// How it is shown: never enough to use it.
    pub display: String,
    /// Digest of the secret.
    pub digest: Digest,
    /// How the digest was made.
    pub algorithm: Algorithm,
    /// What was decided about it.
    pub state: KeyState,
    /// The roles it was made with.
    pub roles: Vec<RoleName>,
    /// What it may do.
    pub permissions: Permissions,
    /// Where it may be used from.
    pub networks: Networks,
    /// How much it may do in a stretch of time.
    pub limits: Limits,
    /// The first of the keys that it was rotated from, or itself: the one whose counts its limits take from.
    pub limit_scope: Id<Key>,
    /// The account that it spends from.
    pub credits: Option<Id<Credits>>,
    /// What the tenant keeps beside it.
    pub metadata: Metadata,
    /// When it ends; `None`: never.
    pub expires_at: Option<Timestamp>,
    /// When it was last accepted, to the second at best.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// The key that took its place.
    pub successor: Option<Id<Key>>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed by somebody; uses are no changes.
    pub updated_at: Timestamp,
}

impl Entity for Key {
    const PREFIX: &'static str = "key";
}

impl Key {
    /// Its status at `now`.
    pub fn status(&self, now: Timestamp) -> KeyStatus {
        self.state.status(self.expires_at, now)
    }
}

/// What a key is for (contract v1, part 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// Kept on a server; authenticates wherever keys do.
    Private,
    /// May be seen by anybody; authenticates only where a route says so.
    Publishable,
}

impl KeyKind {
    /// The word on the wire and in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Private => "private_key",
            Self::Publishable => "publishable_key",
        }
    }
}

impl FromStr for KeyKind {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "private_key" => Ok(Self::Private),
            "publishable_key" => Ok(Self::Publishable),
            _ => Err("must be `private_key` or `publishable_key`"),
        }
    }
}

/// What was decided about a key, as stored. Expiry is not stored: see [`KeyState::status`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyState {
    /// In use.
    Active,
    /// Switched off; may be switched on again.
    Disabled,
    /// Ended for ever.
    Revoked,
}

/// What a key is at a given moment. Of several reasons the first in this order is told: revoked, disabled, expired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyStatus {
    /// May be used.
    Active,
    /// Switched off.
    Disabled,
    /// Past its time.
    Expired,
    /// Ended for ever.
    Revoked,
}

impl KeyState {
    /// The status at `now` of a key in this state that expires at `expires_at`; that instant itself is past.
    #[inline]
    pub fn status(self, expires_at: Option<Timestamp>, now: Timestamp) -> KeyStatus {
        match self {
            Self::Revoked => KeyStatus::Revoked,
            Self::Disabled => KeyStatus::Disabled,
            Self::Active if expires_at.is_some_and(|end| end <= now) => KeyStatus::Expired,
            Self::Active => KeyStatus::Active,
        }
    }

    /// The word in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Disabled => "disabled",
            Self::Revoked => "revoked",
        }
    }
}

impl FromStr for KeyState {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "active" => Ok(Self::Active),
            "disabled" => Ok(Self::Disabled),
            "revoked" => Ok(Self::Revoked),
            _ => Err("must be `active`, `disabled` or `revoked`"),
        }
    }
}

impl KeyStatus {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Disabled => "disabled",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }
}

impl FromStr for KeyStatus {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "active" => Ok(Self::Active),
            "disabled" => Ok(Self::Disabled),
            "expired" => Ok(Self::Expired),
            "revoked" => Ok(Self::Revoked),
            _ => Err("must be `active`, `disabled`, `expired` or `revoked`"),
        }
    }
}

impl fmt::Display for KeyStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_instant_of_expiry_is_already_past() {
        let at = Timestamp::from_micros;
        assert_eq!(KeyState::Active.status(Some(at(10)), at(9)), KeyStatus::Active);
        assert_eq!(KeyState::Active.status(Some(at(10)), at(10)), KeyStatus::Expired);
        assert_eq!(KeyState::Active.status(None, at(i64::MAX)), KeyStatus::Active);
    }

    #[test]
    fn what_was_decided_comes_before_the_clock() {
        let past = Some(Timestamp::from_micros(0));
        let now = Timestamp::from_micros(1);
        assert_eq!(KeyState::Disabled.status(past, now), KeyStatus::Disabled);
        assert_eq!(KeyState::Revoked.status(past, now), KeyStatus::Revoked);
    }
}
