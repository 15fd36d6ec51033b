//! Plans and subscriptions of the hub: what is paid for, for how long, and what follows from a payment or from its absence (contract
//! hub, B.9).
//!
//! Everything here is pure: the facts and the time are handed in, and each rule exists once.

mod facts;
mod plan;
mod transition;

pub use facts::{Interval, Provider, Subscription, SubscriptionFacts, SubscriptionStatus};
pub use plan::{Currency, Plan, Price};
pub use transition::{
    Patience, SubscriptionEffect, SubscriptionEvent, SubscriptionRefusal, SubscriptionTransition, advance,
};
