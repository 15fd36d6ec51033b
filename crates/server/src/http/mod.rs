//! What lies between a connection and a handler.

mod address;
mod body;
mod caller;
mod customer_portal;
mod device;
mod download;
mod error;
mod front;
mod headers;
mod key_set;
mod limits;
mod once;
mod path;
mod query;
mod range;
mod request_id;
mod seen;
pub(crate) mod upload;

pub(crate) use address::client_address;
pub(crate) use body::{Json, parse, parse_list, raw_body};
pub(crate) use caller::{
    AtLarge, Caller, Recognised, Sender, check_key, is_access_token, presented_key, recognise, refused,
};
pub(crate) use customer_portal::PortalCaller;
pub(crate) use device::Guest;
pub(crate) use download::{attachment, download};
pub(crate) use error::{ApiError, Cause};
pub(crate) use front::{Context, REQUEST_ID};
pub use front::{Front, Peer};
pub(crate) use headers::Headers;
pub(crate) use key_set::key_set;
pub(crate) use limits::{Category, Limited, Limits};
pub(crate) use once::{IdempotencyKey, created, ok, respond};
pub(crate) use path::{Path, PathOf, no_route};
pub(crate) use query::{PageQuery, Query, list};
pub(crate) use range::Part;
pub(crate) use seen::{Known, RefusedAs, Seen};
