//! What lies between a connection and a handler.

mod address;
mod body;
mod caller;
mod device;
mod error;
mod front;
mod once;
mod path;
mod portal;
mod query;
mod request_id;

pub(crate) use address::client_address;
pub(crate) use body::{Json, parse, parse_list, raw_body};
pub(crate) use caller::{AtLarge, Caller, Recognised, Sender, recognise};
pub(crate) use device::Guest;
pub(crate) use error::ApiError;
pub(crate) use front::{Context, Seen};
pub use front::{Front, Peer};
pub(crate) use once::{IdempotencyKey, created, respond};
pub(crate) use path::{Path, no_route};
pub(crate) use portal::PortalCaller;
pub(crate) use query::{PageQuery, Query, list};
