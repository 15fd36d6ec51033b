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
    /// Whether the licence is active there already.
    pub already: bool,
    /// Whether the site counts.
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
    /// As many sites have it as may.
    LimitReached {
        /// So many may.
        limit: DomainLimit,
        /// So many do.
        used: u64,
    },
}

/// Whether the site gets it. One that has it keeps it, whatever the limit.
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
    let (limit, used) = if asked.counts {
        (limits.counted, limits.counted_used)
    } else {
        (limits.uncounted, limits.uncounted_used)
    };
    if asked.already || limit.has_room(used) {
        Ok(())
    } else {
        Err(ActivateRefusal::LimitReached { limit, used })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Revocation, Suspension};
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
        let ask = |facts: &LicenseFacts, asked_product, counts, already, now| {
            activate(&Activate {
                facts,
                product: &product,
                asked_product,
                already,
                counts,
                limits,
                now: at(now),
            })
        };
        assert_eq!(ask(&facts, Some("b"), true, true, 10), Err(ActivateRefusal::Revoked));
        facts.revoked = None;
        assert_eq!(ask(&facts, Some("b"), true, true, 10), Err(ActivateRefusal::Suspended));
        facts.suspended = None;
        assert_eq!(ask(&facts, Some("b"), true, true, 10), Err(ActivateRefusal::Expired));
        assert_eq!(ask(&facts, Some("b"), true, true, 9), Err(ActivateRefusal::ProductMismatch));
        assert_eq!(
            ask(&facts, Some("a"), true, false, 9),
            Err(ActivateRefusal::LimitReached { limit, used: 1 })
        );
        assert_eq!(ask(&facts, None, true, true, 9), Ok(()));
        assert_eq!(ask(&facts, None, false, false, 9), Ok(()));
    }
}
