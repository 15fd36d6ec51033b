//! Every operation on keys, their owners and those who sign in.
//!
//! One operation, one file: its input, its rule, its tests. Each takes an [`Actor`] and checks it; there is no unchecked way in.
//! What an operation changes, it writes with its audit entry in one transaction, and only after the commit, before the answer,
//! it tells the gate.
//!
//! The next operation: copy `keys/disable.rs`.

pub mod accounts;
pub mod audit;
pub mod customer_portal;
pub mod customers;
pub mod environments;
pub mod flapjack;
pub mod gates;
pub mod identities;
pub mod keys;
pub mod leaks;
pub mod mail;
pub mod portal;
pub mod roles;
pub mod secrets;
pub mod service_accounts;
pub mod sessions;
pub mod tenants;
pub mod usage;
pub mod users;
pub mod webhooks;

mod actor;
mod authority;
mod check;
mod commit;
mod error;
pub mod fleet;
mod grants;
mod mint;
pub mod needs;
mod once;
pub mod signing;
mod standing;
mod static_keys;
mod times;
mod vault;

pub use actor::{Actor, Origin, Principal};
pub use authority::{Authority, Parts, Policy};
pub use error::Error;
pub use grants::GrantLoader;
pub use once::{Answer, Asker, Once, Stranger};
pub use static_keys::{StaticKey, StaticKeys};
pub use vault::{MasterSecret, Vault};
