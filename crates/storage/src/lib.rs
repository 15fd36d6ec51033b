//! The database: tables, migrations and queries, written once and run on SQLite and PostgreSQL.
//!
//! [`Storage::reader`] reads, [`Storage::begin`] opens the transaction in which everything is written. The functions of each
//! module take either; those that write take a [`Tx`] alone. What only one engine has lies in `engine`.
//!
//! The next table: an entity in `entity/`, a migration in `migration/` (new tables and columns only, so that the
//! old binary still runs on the new schema), a module of operations, and a case in `tests/it/conformance/` for each of them.

/// The target of the log's lines about each migration, for who wants fewer of them.
pub const MIGRATION_LOG: &str = "sea_orm_migration";

pub mod accounts;
pub mod activations;
pub mod audit;
pub mod changes;
pub mod clients;
pub mod components;
pub mod credits;
pub mod customers;
pub mod email_tokens;
pub mod environments;
pub mod events;
pub mod gates;
pub mod grants;
pub mod hub_events;
pub mod idempotency;
pub mod identities;
pub mod keys;
pub mod licenses;
pub mod outbox;
pub mod packs;
pub mod payments;
pub mod plans;
pub mod portal_sessions;
pub mod products;
pub mod refresh_tokens;
pub mod releases;
pub mod roles;
pub mod service_accounts;
pub mod sessions;
pub mod settings;
pub mod signing_keys;
pub mod standing;
pub mod subscriptions;
pub mod tenants;
pub mod ticket_messages;
pub mod tickets;
pub mod tiers;
pub mod usage;
pub mod users;
pub mod webhooks;

mod column;
mod connection;
mod engine;
mod entity;
mod error;
mod migration;
mod rows;
mod touched;

pub use connection::{Connection, Options, Reader, Snapshot, Storage, Tx};
pub use engine::{Engine, Target, TargetError};
pub use error::{StorageError, Unique};
pub use touched::{LicenseWatch, Touched};
