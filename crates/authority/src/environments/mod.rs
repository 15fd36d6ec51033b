//! Operations on environments (contract v1, part 5).

pub mod create;
pub mod get;
pub mod list;
mod production;
pub mod rename;

pub(crate) use production::production;
