//! Whether a site may have a licence.

use crate::Timestamp;

use super::{DomainLimit, LicenseFacts, LicenseStatus, Slug};

/// What is known when a site asks for a licence.
#[derive(Debug, Clone, Copy)]
pub struct Activate<'a> {
    /// The licence's facts.
    pub facts: &'a LicenseFacts,
    /// What it licenses.
    pub product: &'a Slug,
    /// What the site says it runs.
    pub asked_product: Option<&'a str>,
    /// The activation there, if it is active there already: whether it counts, and the fingerprint it was made with.
    pub there: Option<(bool, Option<&'a str>)>,
    /// The fingerprint that the site has now.
    pub fingerprint: Option<&'a str>,
    /// Whether a new site of this domain counts.
    pub counts: bool,
    /// What there may be and is.
    pub limits: ActivationLimits,
    /// The present time.
    pub now: Timestamp,
}

/// How many sites there may be, and are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActivationLimits {
    /// Of sites that count: the tier's limit.
    pub counted: DomainLimit,
    /// How many there are.
    pub counted_used: u64,
    /// Of sites that do not, so that a development domain is no licence without limit.
    pub uncounted: DomainLimit,
    /// How many there are.
    pub uncounted_used: u64,
}

/// Why a site does not get the licence; when several apply, the first in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActivateRefusal {
    /// It was taken back.
    Revoked,
    /// It is held back.
    Suspended,
    /// It has ended. The grace is for sites that have it, not for new ones.
    Expired,
    /// It is for another product.
    ProductMismatch,
    /// It is active there already, and the site is not the one that activated it.
    FingerprintMismatch,
    /// As many sites have it as may; after a downgrade, more.
    LimitReached {
        /// So many may.
        limit: DomainLimit,
        /// So many do.
        used: u64,
    },
}

/// Whether the site gets it. One that has it keeps it where [`verify`](super::verify()) lets it go on, and is refused where that would not: no
/// activation undoes a downgrade, or makes a copy of a site the site.
pub fn activate(asked: &Activate<'_>) -> Result<(), ActivateRefusal> {
    match asked.facts.status(asked.now) {
        LicenseStatus::Revoked => return Err(ActivateRefusal::Revoked),
        LicenseStatus::Suspended => return Err(ActivateRefusal::Suspended),
        LicenseStatus::Expired => return Err(ActivateRefusal::Expired),
        LicenseStatus::Active => {}
    }
    if asked.asked_product.is_some_and(|slug| slug != asked.product.as_str()) {
        return Err(ActivateRefusal::ProductMismatch);
    }
    let limits = asked.limits;
    if let Some((counted, bound)) = asked.there {
        return if asked.fingerprint.zip(bound).is_some_and(|(now, first)| now != first) {
            Err(ActivateRefusal::FingerprintMismatch)
        } else if counted && limits.counted.is_exceeded(limits.counted_used) {
            Err(ActivateRefusal::LimitReached { limit: limits.counted, used: limits.counted_used })
        } else {
            Ok(())
        };
    }
    let (limit, used) = if asked.counts {
        (limits.counted, limits.counted_used)
    } else {
        (limits.uncounted, limits.uncounted_used)
    };
    if limit.has_room(used) { Ok(()) } else { Err(ActivateRefusal::LimitReached { limit, used }) }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::super::{Revocation, Suspension, Verify, verify};
    use super::*;

    const fn at(micros: i64) -> Timestamp {
        Timestamp::from_micros(micros)
    }

    #[test]
    fn the_first_reason_is_told() {
        let product: Slug = "a".parse().unwrap();
        let limit = DomainLimit::new(1).unwrap();
        let limits =
            ActivationLimits { counted: limit, counted_used: 1, uncounted: limit, uncounted_used: 0 };
        let mut facts = LicenseFacts::until(at(10));
        facts.revoked = Some(Revocation { at: at(0), reason: None });
        facts.suspended = Some(Suspension { at: at(0), reason: None });
        let ask = |facts: &LicenseFacts, asked_product, counts, there, counted_used, now| {
            activate(&Activate {
                facts,
                product: &product,
                asked_product,
                there,
                fingerprint: Some("f"),
                counts,
                limits: ActivationLimits { counted_used, ..limits },
                now: at(now),
            })
        };
        let (here, copied) = (Some((true, Some("f"))), Some((true, Some("g"))));
        assert_eq!(ask(&facts, Some("b"), true, copied, 2, 10), Err(ActivateRefusal::Revoked));
        facts.revoked = None;
        assert_eq!(ask(&facts, Some("b"), true, copied, 2, 10), Err(ActivateRefusal::Suspended));
        facts.suspended = None;
        assert_eq!(ask(&facts, Some("b"), true, copied, 2, 10), Err(ActivateRefusal::Expired));
        assert_eq!(ask(&facts, Some("b"), true, copied, 2, 9), Err(ActivateRefusal::ProductMismatch));
        assert_eq!(ask(&facts, Some("a"), true, copied, 2, 9), Err(ActivateRefusal::FingerprintMismatch));
        let reached = |used| Err(ActivateRefusal::LimitReached { limit, used });
        assert_eq!(ask(&facts, Some("a"), true, here, 2, 9), reached(2));
        assert_eq!(ask(&facts, Some("a"), true, None, 1, 9), reached(1));
        assert_eq!(ask(&facts, None, true, here, 1, 9), Ok(()));
        // One that did not count when it came does not count now.
        assert_eq!(ask(&facts, None, true, Some((false, None)), 2, 9), Ok(()));
        assert_eq!(ask(&facts, None, false, None, 2, 9), Ok(()));
    }

    proptest! {
        /// A site gets a token only where the question right after says that it may go on.
        #[test]
        fn who_gets_it_may_go_on(
            now in 0_i64..30,
            (revoked, suspended) in (prop::bool::weighted(0.1), prop::bool::weighted(0.1)),
            (there, counts) in (prop::option::of((any::<bool>(), prop::option::of(0_usize..2))), any::<bool>()),
            (fingerprint, asked) in (prop::option::of(0_usize..2), prop::option::weighted(0.3, 0_usize..2)),
            (most, counted_used) in (1_i64..4, 0_u64..5),
            (most_uncounted, uncounted_used) in (1_i64..4, 0_u64..5),
        ) {
            let words = ["a", "b"];
            let product: Slug = "a".parse().unwrap();
            let mut facts = LicenseFacts::until(at(20));
            facts.revoked = revoked.then_some(Revocation { at: at(0), reason: None });
            facts.suspended = suspended.then_some(Suspension { at: at(0), reason: None });
            let there = there.map(|(counted, bound)| (counted, bound.map(|word| words[word])));
            let (fingerprint, asked_product) = (fingerprint.map(|word| words[word]), asked.map(|word| words[word]));
            let (counted, uncounted) = (DomainLimit::new(most).unwrap(), DomainLimit::new(most_uncounted).unwrap());
            let limits = ActivationLimits { counted, counted_used, uncounted, uncounted_used };
            let question =
                Activate { facts: &facts, product: &product, asked_product, there, fingerprint, counts, limits, now: at(now) };
            // What is kept of it: the first fingerprint, and whether it counted when it came.
            let (counted_now, used) = match there {
                Some((counted, _)) => (counted, counted_used),
                None => (counts, counted_used + u64::from(counts)),
            };
            let bound = there.and_then(|(_, bound)| bound).or(fingerprint);
            let told = verify(&Verify {
                facts: &facts, product: &product, asked_product, activation: Some((counted_now, bound)), fingerprint,
                limit: counted, used, grace: Duration::from_micros(5), now: at(now),
            });
            if activate(&question).is_ok() {
                prop_assert!(told.is_valid(), "{told:?} after {question:?}");
            } else if there.is_some() && now < 20 {
                prop_assert!(!told.is_valid(), "{question:?} was refused");
            }
        }
    }
}
