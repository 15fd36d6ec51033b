//! Endpoints, what was sent there, and where others send to us.

use std::str::FromStr;

use super::Interest;
use crate::{Entity, Environment, Id, Tenant, Timestamp};

/// Where a tenant wants to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookEndpoint {
    /// Its primary key.
    pub id: Id<WebhookEndpoint>,
    /// Whose it is.
    pub tenant: Id<Tenant>,
    /// Of which environment it is told; `None` for one of the licensing hub, which lies in none and is told in the hub's style.
    pub environment: Option<Id<Environment>>,
    /// Where.
    pub url: String,
    /// What.
    pub interest: Interest,
    /// What people say of it.
    pub description: Option<String>,
    /// Whether it is told anything.
    pub active: bool,
    /// When it was switched off for failing.
    pub disabled_at: Option<Timestamp>,
    /// Since when it has taken nothing.
    pub failing_since: Option<Timestamp>,
    /// Until when its old secret signs beside the new one.
    pub old_secret_until: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Entity for WebhookEndpoint {
    const PREFIX: &'static str = "whe";
}

/// How far a delivery has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryState {
    /// It is tried, or will be.
    Waiting,
    /// The endpoint took it.
    Delivered,
    /// It was given up: a dead letter, which stays and may be sent again.
    Dead,
}

impl DeliveryState {
    const ALL: [Self; 3] = [Self::Waiting, Self::Delivered, Self::Dead];

    /// The word on the wire and in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Dead => "dead",
        }
    }
}

impl FromStr for DeliveryState {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|state| state.as_str() == text);
        found.ok_or("must be waiting, delivered or dead")
    }
}

/// One event on its way to one endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookDelivery {
    /// Its id, a UUID; the same at each attempt.
    pub id: String,
    /// Where it goes.
    pub endpoint: Id<WebhookEndpoint>,
    /// The event's id, by which receivers know what they have seen.
    pub event_id: String,
    /// What happened.
    pub kind: String,
    /// How far it has come.
    pub state: DeliveryState,
    /// How many attempts there were.
    pub attempts: u32,
    /// When the next is due.
    pub next_attempt_at: Option<Timestamp>,
    /// When it was put there.
    pub created_at: Timestamp,
    /// When it was taken or given up.
    pub settled_at: Option<Timestamp>,
    /// The attempts that came to an end, oldest first.
    pub log: Vec<WebhookAttempt>,
}

/// One attempt that came to an end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookAttempt {
    /// Which, from 1.
    pub number: u32,
    /// When it began.
    pub at: Timestamp,
    /// How long it took, in milliseconds.
    pub millis: u32,
    /// The status that was answered; `None` when nothing was.
    pub status: Option<u16>,
    /// Why it counts as failed.
    pub error: Option<String>,
    /// How the answer's body begins.
    pub answer: Option<String>,
}

/// How somebody else proves that a webhook is theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookProvider {
    /// Stripe's `Stripe-Signature`.
    Stripe,
    /// Standard Webhooks, with either kind of signature.
    Standard,
}

impl WebhookProvider {
    const ALL: [Self; 2] = [Self::Stripe, Self::Standard];

    /// The word on the wire and in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stripe => "stripe",
            Self::Standard => "standard",
        }
    }
}

impl FromStr for WebhookProvider {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|one| one.as_str() == text).ok_or("must be stripe or standard")
    }
}

/// Whose webhooks an environment takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookConnection {
    /// Its primary key.
    pub id: Id<WebhookConnection>,
    /// Whose it is.
    pub tenant: Id<Tenant>,
    /// Where what comes counts.
    pub environment: Id<Environment>,
    /// How they are proven.
    pub provider: WebhookProvider,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Entity for WebhookConnection {
    const PREFIX: &'static str = "whc";
}
