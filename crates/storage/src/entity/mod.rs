//! Rows as they lie in the tables. Private to this crate: a row is not a domain value.

#![expect(unreachable_pub, reason = "SeaORM's derive writes `pub` items")]

pub(crate) mod activation;
pub(crate) mod audit;
pub(crate) mod audit_head;
pub(crate) mod credit_account;
pub(crate) mod customer;
pub(crate) mod email_token;
pub(crate) mod environment;
pub(crate) mod event;
pub(crate) mod event_count;
pub(crate) mod event_meter;
pub(crate) mod event_value;
pub(crate) mod gate;
pub(crate) mod hub_event;
pub(crate) mod idempotency;
pub(crate) mod identity;
pub(crate) mod identity_tenant;
pub(crate) mod key;
pub(crate) mod key_usage;
pub(crate) mod license;
pub(crate) mod outbox;
pub(crate) mod portal_session;
pub(crate) mod product;
pub(crate) mod refresh_token;
pub(crate) mod role;
pub(crate) mod service_account;
pub(crate) mod session;
pub(crate) mod setting;
pub(crate) mod signing_key;
pub(crate) mod tenant;
pub(crate) mod ticket;
pub(crate) mod ticket_attachment;
pub(crate) mod ticket_message;
pub(crate) mod tier;
pub(crate) mod unknown_usage;
pub(crate) mod user;
pub(crate) mod webhook_attempt;
pub(crate) mod webhook_connection;
pub(crate) mod webhook_delivery;
pub(crate) mod webhook_endpoint;
pub(crate) mod webhook_event;
pub(crate) mod webhook_receipt;
