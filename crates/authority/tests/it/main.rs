//! The operations over a database of their own, with the clock and the randomness in the test's hand.

#![expect(clippy::unwrap_used, reason = "what a test needs is no part of it")]

mod accounts;
mod decisions;
mod fixture;
mod flapjack;
mod grants;
mod invitations;
mod mail;
mod passwords;
mod sessions;
mod smtp;
mod tokens;
mod webhooks;
