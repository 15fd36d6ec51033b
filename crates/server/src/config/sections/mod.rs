//! The sections of the configuration, one file each: fields, units, defaults.

mod accounts;
mod auth;
mod database;
mod events;
mod formats;
mod gate;
mod idempotency;
mod issue;
mod issuers;
mod limits;
mod log;
mod mail;
mod peppers;
mod portal;
mod rate_limits;
mod server;
mod webhooks;

pub use accounts::Accounts;
pub use auth::{Auth, StaticKey};
pub use database::Database;
pub use events::Events;
pub use formats::CustomFormat;
pub use gate::Gate;
pub use idempotency::Idempotency;
pub use issue::Issue;
pub use issuers::Issuer;
pub use limits::Limits;
pub use log::{Log, LogFormat};
pub use mail::Mail;
pub use peppers::Peppers;
pub use portal::Portal;
pub use rate_limits::RateLimits;
pub use server::Server;
pub use webhooks::Webhooks;
