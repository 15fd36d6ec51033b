//! Tokens that are sent by e-mail: whoever has one reads that mailbox.

use std::str::FromStr;
use std::time::Duration;

/// What a token that was sent by e-mail is good for, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EmailTokenPurpose {
    /// To prove that the address is the person's.
    Verification,
    /// To set another password.
    Reset,
    /// To set the first password of an account that somebody else made.
    Invitation,
}

impl EmailTokenPurpose {
    const ALL: [Self; 3] = [Self::Verification, Self::Reset, Self::Invitation];

    /// The word in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Verification => "verification",
            Self::Reset => "reset",
            Self::Invitation => "invitation",
        }
    }

    /// How long one is good: a day, a quarter of an hour, a week (contract hub, A.4).
    pub const fn ttl(self) -> Duration {
        match self {
            Self::Verification => Duration::from_hours(24),
            Self::Reset => Duration::from_mins(15),
            Self::Invitation => Duration::from_hours(7 * 24),
        }
    }
}

impl FromStr for EmailTokenPurpose {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == text).ok_or("must be a known purpose")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_purpose_reads_back() {
        for purpose in EmailTokenPurpose::ALL {
            assert_eq!(purpose.as_str().parse(), Ok(purpose));
        }
    }
}
