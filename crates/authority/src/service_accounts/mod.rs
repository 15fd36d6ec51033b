//! Operations on machines.

pub mod create;
