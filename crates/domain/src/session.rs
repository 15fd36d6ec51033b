//! Sessions: a person signed in on a device.

use std::str::FromStr;

use crate::{Entity, Id, Tenant, Timestamp, User};

/// A person signed in on a device: one family of tokens, each made from the one before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: Id<Session>,
    /// Whose.
    pub user: Id<User>,
    /// Where they belong.
    pub tenant: Id<Tenant>,
    /// When they signed in.
    pub created_at: Timestamp,
    /// When it was last prolonged.
    pub last_used_at: Timestamp,
    /// When it ends by itself, unless it is prolonged.
    pub expires_at: Timestamp,
    /// When it was ended before that.
    pub ended_at: Option<Timestamp>,
    /// Why it was.
    pub end_reason: Option<EndReason>,
    /// Where the sign-in came from.
    pub address: Option<String>,
    /// What the program that signed in calls itself.
    pub user_agent: Option<String>,
}

impl Entity for Session {
    const PREFIX: &'static str = "session";
}

impl Session {
    /// Whether it stands at that time.
    pub fn stands(&self, now: Timestamp) -> bool {
        self.ended_at.is_none() && now < self.expires_at
    }
}

/// Why a session was ended before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EndReason {
    /// The person signed out.
    Logout,
    /// The person ended it from another session.
    Ended,
    /// One of its refresh tokens came a second time: somebody has a copy.
    Reuse,
    /// The person's password was set anew.
    PasswordReset,
    /// The operator switched the account off.
    Disabled,
}

impl EndReason {
    const ALL: [Self; 5] = [Self::Logout, Self::Ended, Self::Reuse, Self::PasswordReset, Self::Disabled];

    /// The word in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Logout => "logout",
            Self::Ended => "ended",
            Self::Reuse => "reuse",
            Self::PasswordReset => "password_reset",
            Self::Disabled => "disabled",
        }
    }
}

impl FromStr for EndReason {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text).ok_or("must be a known reason")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_reads_back() {
        for reason in EndReason::ALL {
            assert_eq!(reason.as_str().parse(), Ok(reason));
        }
    }
}
