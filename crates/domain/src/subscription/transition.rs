//! What may happen to a subscription, what it becomes, and what its licences do.

use std::time::Duration;

use crate::Timestamp;

use super::{SubscriptionFacts, SubscriptionStatus};

/// Something that happens to a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubscriptionEvent {
    /// One more interval was paid for; `until` where the provider says when it ends.
    Paid {
        /// The end of the period, in the provider's words.
        until: Option<Timestamp>,
    },
    /// The provider lets it be used before anything is paid.
    TrialBegan {
        /// Until when.
        until: Timestamp,
    },
    /// A payment was tried and failed.
    PaymentFailed,
    /// It is to end, now or with its period.
    Cancel {
        /// Whether it goes on until then.
        at_period_end: bool,
    },
    /// It is to go on after all.
    Resume,
    /// Whether another period is to follow.
    SetAutoRenew(bool),
    /// Nothing but time has passed.
    TimePassed,
}

/// What its licences do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubscriptionEffect {
    /// Nothing.
    None,
    /// They are good until then; where there are none yet, they are made.
    Grant(Timestamp),
    /// They are taken back.
    Revoke,
}

/// What became of a subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionTransition {
    /// What its state follows from now on.
    pub facts: SubscriptionFacts,
    /// What its licences do.
    pub effect: SubscriptionEffect,
}

/// Why it did not happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SubscriptionRefusal {
    /// It has ended.
    Ended,
    /// It is cancelled already.
    AlreadyCanceled,
    /// Nobody has paid for it yet.
    Unpaid,
    /// There is nothing to resume.
    NotCanceled,
}

impl SubscriptionRefusal {
    /// The word for programs: one for all (contract hub, B.9).
    pub const CODE: &'static str = "subscription_not_active";

    /// The sentence for people.
    pub const fn detail(self) -> &'static str {
        match self {
            Self::Ended => "Subscription has ended",
            Self::AlreadyCanceled => "Subscription is already canceled",
            Self::Unpaid => "Subscription is not paid for yet",
            Self::NotCanceled => "Subscription is not canceled",
        }
    }
}

/// How long money is waited for.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For the first payment.
    pub first: Duration,
    /// For each further one, after the end of what is paid for.
    pub further: Duration,
}

/// What becomes of a subscription when `event` happens at `now`.
///
/// [`SubscriptionEvent::TimePassed`] is never refused: it does what is due, which mostly is nothing.
pub fn advance(
    facts: &SubscriptionFacts,
    event: SubscriptionEvent,
    patience: Patience,
    now: Timestamp,
) -> Result<SubscriptionTransition, SubscriptionRefusal> {
    use SubscriptionStatus as Status;
    let mut next = facts.clone();
    let mut effect = SubscriptionEffect::None;
    let has_ended = matches!(facts.status, Status::Canceled | Status::Expired);
    if has_ended && event != SubscriptionEvent::TimePassed {
        let refusal = match event {
            SubscriptionEvent::Cancel { .. } if facts.status == Status::Canceled => {
                SubscriptionRefusal::AlreadyCanceled
            }
            _ => SubscriptionRefusal::Ended,
        };
        return Err(refusal);
    }
    match event {
        SubscriptionEvent::Paid { until } => {
            // The first period, and one after a gap, begins with the payment; any other follows on the one before.
            let start = if facts.status == Status::Incomplete { now } else { facts.period_end.max(now) };
            let end = until.unwrap_or_else(|| facts.interval.after(start));
            // A payment that the provider tells of late, or twice, takes nothing away.
            next.period_start = if end > facts.period_end { start.min(end) } else { facts.period_start };
            next.period_end = end.max(facts.period_end);
            next.status = Status::Active;
            effect = SubscriptionEffect::Grant(next.period_end);
        }
        SubscriptionEvent::TrialBegan { until } => {
            if facts.status == Status::Incomplete {
                next.status = Status::Trialing;
                next.period_start = now;
                next.period_end = until.max(now);
                effect = SubscriptionEffect::Grant(next.period_end);
            }
        }
        SubscriptionEvent::PaymentFailed => {
            if facts.status.is_paid() {
                next.status = Status::PastDue;
            }
        }
        SubscriptionEvent::Cancel { at_period_end: true } => {
            if facts.status == Status::Incomplete {
                return Err(SubscriptionRefusal::Unpaid);
            }
            if facts.canceled_at.is_some() {
                return Err(SubscriptionRefusal::AlreadyCanceled);
            }
            next.canceled_at = Some(now);
            next.auto_renew = false;
        }
        SubscriptionEvent::Cancel { at_period_end: false } => {
            if facts.status.is_live() {
                effect = SubscriptionEffect::Revoke;
            }
            next.status = Status::Canceled;
            next.canceled_at = Some(now);
            next.auto_renew = false;
        }
        SubscriptionEvent::Resume => {
            live(facts)?;
            if facts.canceled_at.is_none() {
                return Err(SubscriptionRefusal::NotCanceled);
            }
            next.canceled_at = None;
            next.auto_renew = true;
        }
        SubscriptionEvent::SetAutoRenew(renew) => {
            live(facts)?;
            if facts.canceled_at.is_some() {
                return Err(SubscriptionRefusal::AlreadyCanceled);
            }
            next.auto_renew = renew;
        }
        SubscriptionEvent::TimePassed => next.status = due(facts, patience, now),
    }
    Ok(SubscriptionTransition { facts: next, effect })
}

/// What it is by now, if nothing happened. Its licences end by themselves: none outlives what was paid for.
fn due(facts: &SubscriptionFacts, patience: Patience, now: Timestamp) -> SubscriptionStatus {
    use SubscriptionStatus as Status;
    match facts.status {
        Status::Incomplete if facts.period_start.plus(patience.first) <= now => Status::Expired,
        Status::Trialing | Status::Active | Status::PastDue if facts.period_end <= now => {
            if facts.canceled_at.is_some() {
                Status::Canceled
            } else if !facts.auto_renew || facts.period_end.plus(patience.further) <= now {
                Status::Expired
            } else {
                Status::PastDue
            }
        }
        unchanged => unchanged,
    }
}

fn live(facts: &SubscriptionFacts) -> Result<(), SubscriptionRefusal> {
    if facts.status.is_live() { Ok(()) } else { Err(SubscriptionRefusal::Unpaid) }
}

#[cfg(test)]
#[path = "transition/tests.rs"]
mod tests;
