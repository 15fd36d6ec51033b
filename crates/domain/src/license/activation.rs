//! A licence in use on a domain.

use std::str::FromStr;

use crate::{Entity, Id, Timestamp};

use super::{License, SiteDomain};

/// A licence in use on a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activation {
    /// Its id.
    pub id: Id<Activation>,
    /// The licence.
    pub license: Id<License>,
    /// Where.
    pub domain: SiteDomain,
    /// Whether it counts towards the licence's limit; fixed when it is made.
    pub counted: bool,
    /// What the site said of its server, once it had.
    pub fingerprint: Option<String>,
    /// What people call the site.
    pub label: Option<String>,
    /// The product's version there.
    pub version: Option<String>,
    /// When it was activated.
    pub activated_at: Timestamp,
    /// When the site last asked, to the second at best.
    pub last_seen_at: Timestamp,
}

impl Entity for Activation {
    const PREFIX: &'static str = "activation";
}

/// By whom an activation was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReleasedBy {
    /// The site itself.
    Site,
    /// Another site in its stead.
    Replaced,
    /// The account, in the portal.
    Account,
    /// The end of the licence.
    License,
}

impl ReleasedBy {
    const ALL: [Self; 4] = [Self::Site, Self::Replaced, Self::Account, Self::License];

    /// The word in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Replaced => "replaced",
            Self::Account => "account",
            Self::License => "license",
        }
    }
}

impl FromStr for ReleasedBy {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|by| by.as_str() == text).ok_or("must be a known word")
    }
}
