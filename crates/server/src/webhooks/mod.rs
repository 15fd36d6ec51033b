//! The way of webhooks out into the world: to addresses that they may go to, and nowhere else.

mod guard;
mod http;

pub(crate) use http::Http;
