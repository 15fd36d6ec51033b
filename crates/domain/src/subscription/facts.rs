//! What is stored about a subscription.

use std::fmt;
use std::str::FromStr;

use crate::{Entity, Id, Tenant, Timestamp};

use super::Plan;

/// A subscription as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Its id.
    pub id: Id<Subscription>,
    /// The account that subscribed.
    pub tenant: Id<Tenant>,
    /// To what.
    pub plan: Id<Plan>,
    /// How many licences of each product.
    pub quantity: u32,
    /// Who takes the money.
    pub provider: Provider,
    /// What the provider calls it.
    pub provider_ref: Option<String>,
    /// What its state follows from.
    pub facts: SubscriptionFacts,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl Entity for Subscription {
    const PREFIX: &'static str = "subscription";
}

/// What a subscription's state follows from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionFacts {
    /// What it was when something last happened to it.
    pub status: SubscriptionStatus,
    /// How long a payment lasts.
    pub interval: Interval,
    /// Since when it is paid for; before the first payment, since when it waits for it.
    pub period_start: Timestamp,
    /// Until when it is paid for; before the first payment, the same as the start.
    pub period_end: Timestamp,
    /// Whether another period is to follow.
    pub auto_renew: bool,
    /// When it was cancelled, at once or for the end of the period.
    pub canceled_at: Option<Timestamp>,
}

impl SubscriptionFacts {
    /// Those of a subscription made just now that nobody has paid for.
    pub const fn unpaid(interval: Interval, now: Timestamp) -> Self {
        Self {
            status: SubscriptionStatus::Incomplete,
            interval,
            period_start: now,
            period_end: now,
            auto_renew: true,
            canceled_at: None,
        }
    }

    /// Whether it goes on until the end of its period and no longer, because it was cancelled.
    pub fn ends_with_period(&self) -> bool {
        self.status.is_live() && self.canceled_at.is_some()
    }
}

/// What a subscription is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SubscriptionStatus {
    /// Nobody has paid yet; it has no licences.
    Incomplete,
    /// Nobody has to pay yet.
    Trialing,
    /// Paid for.
    Active,
    /// A payment is due; its licences end by themselves.
    PastDue,
    /// Ended by its account, or by the provider.
    Canceled,
    /// Ended because nobody paid.
    Expired,
}

impl SubscriptionStatus {
    /// Each.
    pub const ALL: [Self; 6] =
        [Self::Incomplete, Self::Trialing, Self::Active, Self::PastDue, Self::Canceled, Self::Expired];

    /// The word on the wire and in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Incomplete => "incomplete",
            Self::Trialing => "trialing",
            Self::Active => "active",
            Self::PastDue => "past_due",
            Self::Canceled => "canceled",
            Self::Expired => "expired",
        }
    }

    /// Whether it has licences that it keeps alive.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Trialing | Self::Active | Self::PastDue)
    }

    /// Whether nothing is owed for it at the moment.
    pub const fn is_paid(self) -> bool {
        matches!(self, Self::Trialing | Self::Active)
    }
}

impl FromStr for SubscriptionStatus {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|status| status.as_str() == text);
        found.ok_or("must be incomplete, trialing, active, past_due, canceled or expired")
    }
}

/// How long a payment lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Interval {
    /// A calendar month.
    Month,
    /// Twelve.
    Year,
}

impl Interval {
    /// Each.
    pub const ALL: [Self; 2] = [Self::Month, Self::Year];

    /// The word on the wire and in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// One interval after a time.
    pub fn after(self, time: Timestamp) -> Timestamp {
        time.plus_months(match self {
            Self::Month => 1,
            Self::Year => 12,
        })
    }
}

impl FromStr for Interval {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|one| one.as_str() == text).ok_or("must be month or year")
    }
}

/// Who takes the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Provider {
    /// The operator, who says what was paid.
    Manual,
    /// Stripe, by its webhooks.
    Stripe,
}

impl Provider {
    /// Each.
    pub const ALL: [Self; 2] = [Self::Manual, Self::Stripe];

    /// The word in storage and in the configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Stripe => "stripe",
        }
    }
}

impl FromStr for Provider {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|one| one.as_str() == text).ok_or("must be manual or stripe")
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back() {
        for status in SubscriptionStatus::ALL {
            assert_eq!(status.as_str().parse(), Ok(status));
        }
        for interval in Interval::ALL {
            assert_eq!(interval.as_str().parse(), Ok(interval));
        }
        for provider in Provider::ALL {
            assert_eq!(provider.as_str().parse(), Ok(provider));
        }
    }

    #[test]
    fn an_interval_ends_where_the_calendar_says() {
        let from: Timestamp = "2028-01-31T09:00:00Z".parse().unwrap();
        assert_eq!(Interval::Month.after(from).to_string(), "2028-02-29T09:00:00Z");
        assert_eq!(Interval::Year.after(from).to_string(), "2029-01-31T09:00:00Z");
    }
}
