//! Usage, held to what anybody would reckon by hand; and writing together, held to what each was told.

#![expect(clippy::unwrap_used, reason = "what a behaviour needs is no part of it")]

mod fixture;
mod forget;
mod usage;
mod writing;
