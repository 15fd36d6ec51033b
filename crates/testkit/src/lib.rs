//! Real servers, databases, clocks and callers for tests. Never shipped.

pub mod actors;
pub mod binary;
pub mod browser;
pub mod entropy;
pub mod mail;
pub mod node;
pub mod package;
pub mod peer;
pub mod postgres;
pub mod python;
pub mod server;
pub mod smtp;
pub mod tenancy;
pub mod time;
