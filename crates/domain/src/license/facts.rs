//! What is stored about a licence, and the one place that says what follows from it.

use std::fmt;
use std::str::FromStr;

use crate::subscription::Subscription;
use crate::{Customer, Entity, Id, Name, Tenant, Timestamp};

use super::{Product, Tier};

/// A licence as it is kept: everything but its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct License {
    /// Its id.
    pub id: Id<License>,
    /// The account that it belongs to.
    pub tenant: Id<Tenant>,
    /// The account's client that it is for.
    pub customer: Option<Id<Customer>>,
    /// What it licenses.
    pub product: Id<Product>,
    /// How much of it.
    pub tier: Id<Tier>,
    /// How it came about.
    pub source: LicenseSource,
    /// The batch that it was made in.
    pub batch: Option<String>,
    /// The subscription that pays for it.
    pub subscription: Option<Id<Subscription>>,
    /// What of its key may be shown to anybody.
    pub display: String,
    /// What its state follows from.
    pub facts: LicenseFacts,
    /// When it was made.
    pub created_at: Timestamp,
    /// When somebody last changed it; activations are no changes.
    pub updated_at: Timestamp,
}

impl Entity for License {
    const PREFIX: &'static str = "license";
}

/// What a licence's state follows from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LicenseFacts {
    /// When it ends.
    pub expires_at: Timestamp,
    /// That it was taken back.
    pub revoked: Option<Revocation>,
    /// That the operator holds it back.
    pub suspended: Option<Suspension>,
    /// When it was deleted; from then on it is unknown to everybody.
    pub deleted_at: Option<Timestamp>,
    /// Offline tokens of an older epoch are void.
    pub epoch: i64,
}

/// That a licence was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    /// When.
    pub at: Timestamp,
    /// Why, if it was said.
    pub reason: Option<Name>,
}

/// That the operator holds a licence back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspension {
    /// Since when.
    pub at: Timestamp,
    /// Why, if it was said.
    pub reason: Option<Name>,
}

/// What a licence is at a given moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LicenseStatus {
    /// May be used.
    Active,
    /// Past its end.
    Expired,
    /// Held back by the operator.
    Suspended,
    /// Taken back.
    Revoked,
}

/// A licence's status and the reason for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing<'a> {
    /// The status.
    pub status: LicenseStatus,
    /// Why, where somebody said so.
    pub reason: Option<&'a Name>,
}

impl LicenseFacts {
    /// Those of a licence made just now.
    pub const fn until(expires_at: Timestamp) -> Self {
        Self { expires_at, revoked: None, suspended: None, deleted_at: None, epoch: 0 }
    }

    /// What it is at `now`, and why. Of several reasons the first in this order is told: revoked, suspended, expired (contract hub, B.1).
    /// The instant of expiry is past.
    pub fn standing(&self, now: Timestamp) -> Standing<'_> {
        let (status, reason) = if let Some(revoked) = &self.revoked {
            (LicenseStatus::Revoked, revoked.reason.as_ref())
        } else if let Some(suspended) = &self.suspended {
            (LicenseStatus::Suspended, suspended.reason.as_ref())
        } else if self.expires_at <= now {
            (LicenseStatus::Expired, None)
        } else {
            (LicenseStatus::Active, None)
        };
        Standing { status, reason }
    }

    /// The status alone.
    pub fn status(&self, now: Timestamp) -> LicenseStatus {
        self.standing(now).status
    }
}

impl LicenseStatus {
    const ALL: [Self; 4] = [Self::Active, Self::Expired, Self::Suspended, Self::Revoked];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expired => "expired",
            Self::Suspended => "suspended",
            Self::Revoked => "revoked",
        }
    }
}

impl FromStr for LicenseStatus {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|status| status.as_str() == text);
        found.ok_or("must be active, expired, suspended or revoked")
    }
}

impl fmt::Display for LicenseStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How a licence came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LicenseSource {
    /// Made or bought by itself.
    Individual,
    /// Of a pack that was bought in bulk.
    BulkPack,
    /// On a commitment.
    Commitment,
    /// A partner's own for demonstrations: not for resale, and not counted.
    Nfr,
}

impl LicenseSource {
    /// Each.
    pub const ALL: [Self; 4] = [Self::Individual, Self::BulkPack, Self::Commitment, Self::Nfr];

    /// The word on the wire and in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Individual => "individual",
            Self::BulkPack => "bulk_pack",
            Self::Commitment => "commitment",
            Self::Nfr => "nfr",
        }
    }
}

impl FromStr for LicenseSource {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|source| source.as_str() == text);
        found.ok_or("must be individual, bulk_pack, commitment or nfr")
    }
}

impl fmt::Display for LicenseSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(micros: i64) -> Timestamp {
        Timestamp::from_micros(micros)
    }

    #[test]
    fn the_instant_of_expiry_is_past() {
        let facts = LicenseFacts::until(at(10));
        assert_eq!(facts.status(at(9)), LicenseStatus::Active);
        assert_eq!(facts.status(at(10)), LicenseStatus::Expired);
    }

    #[test]
    fn the_strongest_reason_is_told() {
        let mut facts = LicenseFacts::until(at(10));
        facts.suspended = Some(Suspension { at: at(1), reason: Some("abuse".parse().unwrap()) });
        let told = |facts: &LicenseFacts| {
            let standing = facts.standing(at(20));
            (standing.status, standing.reason.map(ToString::to_string))
        };
        assert_eq!(told(&facts), (LicenseStatus::Suspended, Some("abuse".to_owned())));
        facts.revoked = Some(Revocation { at: at(2), reason: None });
        assert_eq!(told(&facts), (LicenseStatus::Revoked, None));
    }

    #[test]
    fn every_word_reads_back() {
        for status in LicenseStatus::ALL {
            assert_eq!(status.as_str().parse(), Ok(status));
        }
        for source in LicenseSource::ALL {
            assert_eq!(source.as_str().parse(), Ok(source));
        }
    }
}
