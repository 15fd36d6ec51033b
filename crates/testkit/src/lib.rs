//! Real servers, databases, clocks and callers for tests. Never shipped.

pub mod entropy;
pub mod postgres;
pub mod time;
