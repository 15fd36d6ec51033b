//! What is answered about a presented key.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use crate::{KeyState, KeyStatus, Networks, Timestamp};

/// The answer to "may this key pass?"; when several apply, the first in this order (contract v1, part 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    /// Unknown, malformed, another tenant's or another environment's.
    NotFound,
    /// Ended for ever.
    Revoked,
    /// Switched off.
    Disabled,
    /// Past its time.
    Expired,
    /// Not from an address that the key allows.
    IpDenied,
    /// It does not hold what was asked for.
    InsufficientPermissions,
    /// It has fewer credits left than the use costs.
    CreditsExhausted,
    /// One of its limits has less left than the use costs.
    RateLimited,
    /// It may pass.
    Valid,
}

impl Code {
    /// Each of them, in the order in which they count.
    pub const ALL: [Self; 9] = [
        Self::NotFound,
        Self::Revoked,
        Self::Disabled,
        Self::Expired,
        Self::IpDenied,
        Self::InsufficientPermissions,
        Self::CreditsExhausted,
        Self::RateLimited,
        Self::Valid,
    ];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotFound => "NOT_FOUND",
            Self::Revoked => "REVOKED",
            Self::Disabled => "DISABLED",
            Self::Expired => "EXPIRED",
            Self::IpDenied => "IP_DENIED",
            Self::InsufficientPermissions => "INSUFFICIENT_PERMISSIONS",
            Self::CreditsExhausted => "CREDITS_EXHAUSTED",
            Self::RateLimited => "RATE_LIMITED",
            Self::Valid => "VALID",
        }
    }
}

impl FromStr for Code {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|code| code.as_str() == text).ok_or("must be a verdict's code")
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a check looks at: the facts of a key and the circumstances of its use.
#[derive(Debug, Clone, Copy)]
pub struct Check<'a> {
    /// What was decided about the key.
    pub state: KeyState,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// Where it may come from.
    pub networks: &'a Networks,
    /// The present time.
    pub now: Timestamp,
    /// Where the use comes from; `None` when the asker did not say, and then no address is refused but by a key that names networks.
    pub address: Option<IpAddr>,
    /// Whether it holds what the use needs.
    pub satisfied: bool,
}

/// Decides, in the contract's order, whether a known key may pass, but for its credits and limits.
#[inline]
pub fn decide(check: &Check<'_>) -> Code {
    match check.state.status(check.expires_at, check.now) {
        KeyStatus::Revoked => return Code::Revoked,
        KeyStatus::Disabled => return Code::Disabled,
        KeyStatus::Expired => return Code::Expired,
        KeyStatus::Active => {}
    }
    let address_allowed =
        check.networks.is_empty() || check.address.is_some_and(|address| check.networks.contains(address));
    if !address_allowed {
        return Code::IpDenied;
    }
    if check.satisfied { Code::Valid } else { Code::InsufficientPermissions }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_is_written() {
        for code in Code::ALL {
            assert_eq!(code.as_str().parse(), Ok(code));
        }
        assert!("valid".parse::<Code>().is_err());
    }

    #[test]
    fn the_first_reason_wins() {
        let networks = Networks::parse(&["192.0.2.0/24"]).unwrap();
        let mut check = Check {
            state: KeyState::Revoked,
            expires_at: Some(Timestamp::from_micros(5)),
            networks: &networks,
            now: Timestamp::from_micros(9),
            address: None,
            satisfied: false,
        };
        assert_eq!(decide(&check), Code::Revoked);
        check.state = KeyState::Disabled;
        assert_eq!(decide(&check), Code::Disabled);
        check.state = KeyState::Active;
        assert_eq!(decide(&check), Code::Expired);
        check.expires_at = None;
        assert_eq!(decide(&check), Code::IpDenied);
        check.address = Some([192, 0, 2, 9].into());
        assert_eq!(decide(&check), Code::InsufficientPermissions);
        check.satisfied = true;
        assert_eq!(decide(&check), Code::Valid);
    }
}
