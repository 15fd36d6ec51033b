//! Whether a site may go on using a licence.

use std::time::Duration;

use crate::Timestamp;

use super::{DomainLimit, LicenseFacts, LicenseStatus, Slug};

/// What is known when a site asks about its licence.
#[derive(Debug, Clone, Copy)]
pub struct Verify<'a> {
    /// The licence's facts.
    pub facts: &'a LicenseFacts,
    /// What it licenses.
    pub product: &'a Slug,
    /// What the site says it runs.
    pub asked_product: Option<&'a str>,
    /// The activation there: whether it counts, and the fingerprint it was made with.
    pub activation: Option<(bool, Option<&'a str>)>,
    /// The fingerprint that the site has now; one that sends none is not asked for it, but its tokens stay bound to the first.
    pub fingerprint: Option<&'a str>,
    /// On how many domains it may be active.
    pub limit: DomainLimit,
    /// On how many that count it is.
    pub used: u64,
    /// How long it goes on working after its end.
    pub grace: Duration,
    /// The present time.
    pub now: Timestamp,
}

/// The answer; when several apply, the first in this order, `Valid` the last (contract hub, B.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum VerifyCode {
    /// It was taken back.
    Revoked,
    /// It is held back.
    Suspended,
    /// It is for another product.
    ProductMismatch,
    /// It is not active on that domain.
    NotActivated,
    /// The site is not the one that activated it.
    FingerprintMismatch,
    /// It has ended, and so has its grace.
    Expired,
    /// It is active on more domains than it may, as after a downgrade.
    LimitExceeded,
    /// It has ended, but its grace has not.
    ValidGrace,
    /// It may be used.
    Valid,
}

impl VerifyCode {
    /// Whether the site may go on.
    pub const fn is_valid(self) -> bool {
        matches!(self, Self::Valid | Self::ValidGrace)
    }

    /// The word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Revoked => "revoked",
            Self::Suspended => "suspended",
            Self::ProductMismatch => "product_mismatch",
            Self::NotActivated => "not_activated",
            Self::FingerprintMismatch => "fingerprint_mismatch",
            Self::Expired => "expired",
            Self::LimitExceeded => "limit_exceeded",
            Self::ValidGrace => "valid_grace",
            Self::Valid => "valid",
        }
    }

    /// The sentence for people.
    pub const fn detail(self) -> &'static str {
        match self {
            Self::Revoked => "License has been revoked",
            Self::Suspended => "License is suspended",
            Self::ProductMismatch => "License is for another product",
            Self::NotActivated => "License is not active on this domain",
            Self::FingerprintMismatch => "License was activated by another installation",
            Self::Expired => "License has expired",
            Self::LimitExceeded => "License is active on more domains than its tier allows",
            Self::ValidGrace => "License has expired; grace period active",
            Self::Valid => "License is valid",
        }
    }
}

/// Whether the site may go on.
pub fn verify(asked: &Verify<'_>) -> VerifyCode {
    let status = asked.facts.status(asked.now);
    match status {
        LicenseStatus::Revoked => return VerifyCode::Revoked,
        LicenseStatus::Suspended => return VerifyCode::Suspended,
        LicenseStatus::Active | LicenseStatus::Expired => {}
    }
    if asked.asked_product.is_some_and(|slug| slug != asked.product.as_str()) {
        return VerifyCode::ProductMismatch;
    }
    let Some((counted, bound)) = asked.activation else { return VerifyCode::NotActivated };
    if asked.fingerprint.zip(bound).is_some_and(|(now, first)| now != first) {
        return VerifyCode::FingerprintMismatch;
    }
    let expired = status == LicenseStatus::Expired;
    if expired && asked.now >= asked.facts.expires_at.plus(asked.grace) {
        return VerifyCode::Expired;
    }
    if counted && asked.limit.is_exceeded(asked.used) {
        return VerifyCode::LimitExceeded;
    }
    if expired { VerifyCode::ValidGrace } else { VerifyCode::Valid }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Revocation, Suspension};
    use super::*;

    const GRACE: Duration = Duration::from_micros(100);

    const fn at(micros: i64) -> Timestamp {
        Timestamp::from_micros(micros)
    }

    #[test]
    fn of_all_that_is_wrong_the_first_is_told() {
        let product: Slug = "a".parse().unwrap();
        let mut facts = LicenseFacts::until(at(1000));
        facts.revoked = Some(Revocation { at: at(0), reason: None });
        facts.suspended = Some(Suspension { at: at(0), reason: None });
        let one = DomainLimit::new(1).unwrap();
        let ask = |facts: &LicenseFacts, asked_product, activation, fingerprint, limit, now| {
            let used = 2;
            let now = at(now);
            verify(&Verify {
                facts,
                product: &product,
                asked_product,
                activation,
                fingerprint,
                limit,
                used,
                grace: GRACE,
                now,
            })
        };
        let here = Some((true, Some("f")));
        assert_eq!(ask(&facts, Some("b"), None, Some("g"), one, 2000), VerifyCode::Revoked);
        facts.revoked = None;
        assert_eq!(ask(&facts, Some("b"), None, Some("g"), one, 2000), VerifyCode::Suspended);
        facts.suspended = None;
        assert_eq!(ask(&facts, Some("b"), None, Some("g"), one, 2000), VerifyCode::ProductMismatch);
        assert_eq!(ask(&facts, Some("a"), None, Some("g"), one, 2000), VerifyCode::NotActivated);
        assert_eq!(ask(&facts, Some("a"), here, Some("g"), one, 2000), VerifyCode::FingerprintMismatch);
        assert_eq!(ask(&facts, Some("a"), here, Some("f"), one, 1100), VerifyCode::Expired);
        assert_eq!(ask(&facts, Some("a"), here, None, one, 1099), VerifyCode::LimitExceeded);
        assert_eq!(ask(&facts, None, Some((false, None)), Some("g"), one, 1099), VerifyCode::ValidGrace);
        assert_eq!(ask(&facts, None, here, None, DomainLimit::UNLIMITED, 999), VerifyCode::Valid);
    }

    proptest! {
        /// What does not change between two questions can't make a licence valid again: from its end on the answers only get worse.
        #[test]
        fn time_alone_never_helps(end in 0_i64..1000, first in 0_i64..2000, later in 0_i64..2000, used in 0_u64..3) {
            let product: Slug = "a".parse().unwrap();
            let facts = LicenseFacts::until(at(end));
            let told = |now| verify(&Verify {
                facts: &facts, product: &product, asked_product: None, activation: Some((true, None)), fingerprint: None,
                limit: DomainLimit::new(1).unwrap(), used, grace: GRACE, now: at(now),
            });
            prop_assert!(told(first + later) <= told(first));
            prop_assert_eq!(told(first).is_valid(), used <= 1 && first < end + 100);
        }
    }
}
