//! The state of a key.

use std::fmt;
use std::str::FromStr;

use crate::Timestamp;

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
