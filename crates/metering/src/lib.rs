//! Events in, usage out (contract v1, part 9).
//!
//! What is accepted is durable: requests that come in while a transaction is being written wait for the next one, and are written
//! together by it. Each event counts once in its environment by its id. Counts by the hour are kept in the same transaction, so what
//! they answer is what the events themselves would.
//!
//! Each operation takes a [`Caller`] and asks it first.

pub mod events;
pub mod needs;
pub mod usage;

mod caller;
mod error;
mod metering;

pub use caller::Caller;
pub use error::Error;
pub use metering::{Heard, Listener, Metering, Parts, Policy};
