//! What storage promises, on whichever engine.

pub(crate) mod accounts;
pub(crate) mod audit;
pub(crate) mod customers;
pub(crate) mod email_tokens;
pub(crate) mod environments;
pub(crate) mod events;
pub(crate) mod grants;
pub(crate) mod hub_accounts;
pub(crate) mod idempotency;
pub(crate) mod identities;
pub(crate) mod key_changes;
pub(crate) mod key_lists;
pub(crate) mod keys;
pub(crate) mod outbox;
pub(crate) mod portal_sessions;
pub(crate) mod roles;
pub(crate) mod schema;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod signing_keys;
pub(crate) mod standing;
pub(crate) mod tenants;
pub(crate) mod texts;
pub(crate) mod transactions;
