//! The licensing hub: every operation on licences, on where they are active, on clients and on products (contract hub).
//!
//! One operation, one file, as in `keyward_authority`. What an operation changes, it writes in one transaction with its audit entries
//! and with the events that webhooks are told. What is decided is decided by `keyward_domain`.
//!
//! The next operation: copy `licenses/renew.rs`.

pub mod activations;
pub mod clients;
pub mod components;
mod events;
pub mod licenses;
pub mod needs;
pub mod packs;
pub mod plans;
pub mod products;
pub mod releases;
pub mod subscriptions;
pub mod tickets;
pub mod tiers;
pub mod tokens;
pub mod updates;

mod caller;
mod error;
mod hub;
mod kept;

pub use error::{Error, Refusal, RefusalKind};
pub use hub::{Hub, Payment, Settings};
