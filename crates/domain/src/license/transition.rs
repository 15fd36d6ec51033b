//! What may happen to a licence, by whose hand, and what it becomes (contract hub, B.1).

use crate::{Name, Timestamp};

use super::{LicenseFacts, LicenseStatus, Revocation, Suspension};

/// Something that is to happen to a licence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LicenseEvent {
    /// It is good for so many months more.
    Renew {
        /// Calendar months, from its end or from now, whichever is later.
        months: u32,
    },
    /// It is good until then, if it ends earlier.
    Extend {
        /// The end of what is paid for.
        until: Timestamp,
    },
    /// It is taken back. Of one that its holder gave up, a payment that is taken back says for good why.
    Revoke {
        /// Why.
        reason: Option<Name>,
    },
    /// It is given back.
    Reactivate,
    /// It is held back for a while.
    Suspend {
        /// Why.
        reason: Option<Name>,
    },
    /// It is held back no more.
    Reinstate,
    /// It goes away.
    Delete,
    /// It gets another tier.
    ChangeTier {
        /// The rank of its tier.
        from: i64,
        /// The rank of the other.
        to: i64,
    },
    /// It goes to another client of the same account.
    Transfer,
}

/// Whose hand is on a licence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LicenseHand {
    /// An account that bought it: what costs money happens through billing.
    Holder,
    /// An account that makes licences, for itself or its clients: it may prolong and upgrade what it could make anew.
    Issuer,
    /// A payment, or a refund.
    Billing,
    /// The operator of the hub.
    Operator,
}

/// What became of a licence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LicenseTransition {
    /// What its state follows from now on.
    pub facts: LicenseFacts,
    /// Whether it ends on every domain.
    pub releases: bool,
}

/// Why it did not happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LicenseRefusal {
    /// It was deleted.
    Gone,
    /// It can't be revoked a second time.
    AlreadyRevoked,
    /// There is nothing to reactivate.
    NotRevoked,
    /// Only the operator takes back a revocation for this reason.
    ReactivationForbidden,
    /// It is suspended already.
    AlreadySuspended,
    /// There is nothing to reinstate.
    NotSuspended,
    /// What is active can't be deleted.
    Active,
    /// It is revoked.
    Revoked,
    /// It is suspended.
    Suspended,
    /// It has expired.
    Expired,
    /// Only the operator may.
    OperatorRequired,
    /// Only a payment does that.
    PaymentRequired,
    /// The other tier is no higher.
    NotAnUpgrade,
}

impl LicenseRefusal {
    /// The word for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Gone => "license_not_found",
            Self::AlreadyRevoked => "already_revoked",
            Self::NotRevoked => "license_not_revoked",
            Self::ReactivationForbidden => "reactivation_forbidden",
            Self::AlreadySuspended => "already_suspended",
            Self::NotSuspended => "license_not_suspended",
            Self::Active => "license_active",
            Self::Revoked => "license_revoked",
            Self::Suspended => "license_suspended",
            Self::Expired => "license_expired",
            Self::OperatorRequired => "role_required",
            Self::PaymentRequired => "payment_required",
            Self::NotAnUpgrade => "not_an_upgrade",
        }
    }

    /// The sentence for people.
    pub const fn detail(self) -> &'static str {
        match self {
            Self::Gone => "License not found",
            Self::AlreadyRevoked => "License is already revoked",
            Self::NotRevoked => "License is not revoked",
            Self::ReactivationForbidden => "Only an operator can reactivate this license",
            Self::AlreadySuspended => "License is already suspended",
            Self::NotSuspended => "License is not suspended",
            Self::Active => "An active license cannot be deleted: revoke it first",
            Self::Revoked => "License has been revoked",
            Self::Suspended => "License is suspended",
            Self::Expired => "License has expired",
            Self::OperatorRequired => "Operator account required",
            Self::PaymentRequired => "This needs a payment",
            Self::NotAnUpgrade => "The tier is not higher than the license's own",
        }
    }

    /// Whether another hand could have done it.
    pub const fn is_forbidden(self) -> bool {
        matches!(self, Self::ReactivationForbidden | Self::OperatorRequired | Self::PaymentRequired)
    }
}

/// Reasons of a revocation that only the operator takes back.
const FINAL_REASONS: [&str; 5] = ["refund", "chargeback", "admin", "client_deleted", SUBSCRIPTION_CANCELED];
/// Why the licences of a subscription are revoked that is cancelled at once. Who ended the subscription doesn't get them back without it.
pub const SUBSCRIPTION_CANCELED: &str = "subscription_canceled";

fn is_final(reason: Option<&Name>) -> bool {
    reason.is_some_and(|reason| FINAL_REASONS.contains(&reason.as_str()))
}

impl Revocation {
    /// Whether only the operator takes it back.
    pub fn is_final(&self) -> bool {
        is_final(self.reason.as_ref())
    }
}

/// What becomes of a licence when `event` happens by `hand` at `now`.
pub fn transition(
    facts: &LicenseFacts,
    event: &LicenseEvent,
    hand: LicenseHand,
    now: Timestamp,
) -> Result<LicenseTransition, LicenseRefusal> {
    if facts.deleted_at.is_some() {
        return Err(LicenseRefusal::Gone);
    }
    let status = facts.status(now);
    let mut facts = facts.clone();
    let mut releases = false;
    match event {
        LicenseEvent::Renew { months } => {
            let paid = matches!(hand, LicenseHand::Billing | LicenseHand::Operator);
            match status {
                LicenseStatus::Revoked => return Err(LicenseRefusal::Revoked),
                // What was paid for counts, even while the operator looks into it.
                LicenseStatus::Suspended if !paid => return Err(LicenseRefusal::Suspended),
                _ if hand == LicenseHand::Holder => return Err(LicenseRefusal::PaymentRequired),
                _ => facts.expires_at = facts.expires_at.max(now).plus_months(*months),
            }
        }
        LicenseEvent::Extend { until } => {
            if !matches!(hand, LicenseHand::Billing | LicenseHand::Operator) {
                return Err(LicenseRefusal::PaymentRequired);
            }
            // What was paid for counts, even while the operator looks into it.
            if status == LicenseStatus::Revoked {
                return Err(LicenseRefusal::Revoked);
            }
            facts.expires_at = facts.expires_at.max(*until);
        }
        LicenseEvent::Revoke { reason } => {
            match &mut facts.revoked {
                None => {
                    facts.revoked = Some(Revocation { at: now, reason: reason.clone() });
                    facts.epoch += 1;
                    releases = true;
                }
                // Or whoever gave it up first would have it back when the money is.
                Some(revoked)
                    if hand == LicenseHand::Billing && !revoked.is_final() && is_final(reason.as_ref()) =>
                {
                    revoked.reason.clone_from(reason);
                }
                Some(_) => return Err(LicenseRefusal::AlreadyRevoked),
            }
        }
        LicenseEvent::Reactivate => {
            let Some(revoked) = facts.revoked.take() else { return Err(LicenseRefusal::NotRevoked) };
            if revoked.is_final() && hand != LicenseHand::Operator {
                return Err(LicenseRefusal::ReactivationForbidden);
            }
        }
        LicenseEvent::Suspend { reason } => {
            operator(hand)?;
            match status {
                LicenseStatus::Active => {
                    facts.suspended = Some(Suspension { at: now, reason: reason.clone() });
                }
                LicenseStatus::Suspended => return Err(LicenseRefusal::AlreadySuspended),
                LicenseStatus::Revoked => return Err(LicenseRefusal::Revoked),
                LicenseStatus::Expired => return Err(LicenseRefusal::Expired),
            }
        }
        LicenseEvent::Reinstate => {
            operator(hand)?;
            if status != LicenseStatus::Suspended {
                return Err(LicenseRefusal::NotSuspended);
            }
            facts.suspended = None;
        }
        LicenseEvent::Delete => {
            match status {
                _ if hand == LicenseHand::Operator => {}
                LicenseStatus::Revoked | LicenseStatus::Expired => {}
                LicenseStatus::Active => return Err(LicenseRefusal::Active),
                LicenseStatus::Suspended => return Err(LicenseRefusal::Suspended),
            }
            facts.deleted_at = Some(now);
            facts.epoch += 1;
            releases = true;
        }
        LicenseEvent::ChangeTier { from, to } => {
            usable(status)?;
            match hand {
                LicenseHand::Holder => return Err(LicenseRefusal::PaymentRequired),
                LicenseHand::Issuer if to <= from => return Err(LicenseRefusal::NotAnUpgrade),
                _ => {}
            }
        }
        LicenseEvent::Transfer => usable(status)?,
    }
    Ok(LicenseTransition { facts, releases })
}

fn operator(hand: LicenseHand) -> Result<(), LicenseRefusal> {
    if hand == LicenseHand::Operator { Ok(()) } else { Err(LicenseRefusal::OperatorRequired) }
}

fn usable(status: LicenseStatus) -> Result<(), LicenseRefusal> {
    match status {
        LicenseStatus::Active => Ok(()),
        LicenseStatus::Expired => Err(LicenseRefusal::Expired),
        LicenseStatus::Suspended => Err(LicenseRefusal::Suspended),
        LicenseStatus::Revoked => Err(LicenseRefusal::Revoked),
    }
}

#[cfg(test)]
#[path = "transition/tests.rs"]
mod tests;
