//! Every example of the documentation, run as somebody who pastes it does.

mod audited;
mod guide;
mod mail;
mod operations;
mod schema;
mod shell;
