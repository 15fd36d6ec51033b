//! The hot path: may this API key pass?
//!
//! A [`Gate`] answers from a cache of [`Grant`]s and asks a [`GrantSource`] for what it does not hold. It knows no SQL,
//! no HTTP, no clock and no random numbers: the time is part of what is [asked](Ask).
//!
//! ```text
//! text → one digest → one look-up → the tenant's epoch → decide → note the use
//!                       └ not found → classify → remembered as unknown, or loaded
//! ```
//!
//! # No stale grant
//!
//! A check that begins after an [`Invalidation`] has returned never sees what was true before it. The protocol is in
//! `cache.rs`; `proof.rs` has shuttle try its interleavings, and shows that it finds a fault when one of the rules is left out.
//!
//! # Seams
//!
//! What a check counts lies beside what it decides by, and goes to where it is kept before a key leaves the cache: its uses (`tally.rs`), and
//! the count of its limit (`limits/`), which outlives what is cached of the key.
//! Its credits are spent from a block leased of storage (`credits.rs`). A fleet announces changes through [`Invalidation`] and turns the cache off by [`Gate::set_bypass`] while it cannot.

mod ask;
mod cache;
mod cached;
mod charge;
mod credits;
mod flight;
mod gate;
mod grant;
mod hash;
mod hints;
mod hot;
mod invalidation;
mod limits;
mod map;
#[cfg(all(test, feature = "shuttle"))]
mod proof;
mod ring;
mod shared;
mod source;
mod stats;
mod sync;
mod tally;
mod tenants;
mod uses;

pub use ask::{Answer, Ask, CheckError, Meter, Verdict};
pub use cached::CachedGrant;
pub use credits::{Lease, LeaseRequest};
pub use gate::{Gate, Settings};
pub use grant::{Grant, GrantEnvironment, Subject};
pub use hash::DigestState;
pub use invalidation::Invalidation;
pub use limits::{LimitReading, NamedLimit};
pub use source::{GrantSource, Unavailable};
pub use stats::Stats;
pub use uses::KeyUse;
