//! Real servers, databases, clocks and callers for tests. Never shipped.

pub mod binary;
pub mod entropy;
pub mod postgres;
pub mod time;
