//! HTTP over the operations.
//!
//! A request passes [`Front`] (its id, its bounds, its log line), then the router, then one file under `v1/` that turns JSON into an
//! operation's input and its outcome into JSON. Rules live in the operations, not here.
//!
//! The next route: copy `v1/keys/disable.rs`, add it to its folder's `routes`, and name its permission in `v1/access.rs`.

pub mod config;
pub mod docs;

mod app;
mod changelog;
mod dashboard;
mod flapjack;
mod gates;
mod gateways;
mod html;
mod http;
mod hub;
mod inbound;
mod issuers;
mod latency;
mod leak_keys;
mod metrics;
mod openapi;
mod portal;
mod recent;
mod router;
mod serve;
mod status;
mod store;
mod surface;
mod trail;
pub mod v1;
mod webhooks;

pub use app::App;
pub use http::{Front, Peer};
pub use issuers::issuers;
pub use openapi::document;
pub use serve::{Listeners, serve};
pub use store::{Bucket, Objects};
