//! The way of webhooks out into the world: to addresses that they may go to, and nowhere else; and where others send theirs.

mod events;
mod guard;
mod http;
mod inbound;

pub(crate) use events::Events;
pub(crate) use http::Http;
pub(crate) use inbound::inbound_path;
