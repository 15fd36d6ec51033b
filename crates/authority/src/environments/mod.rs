//! Operations on environments (contract v1, part 5).

pub mod create;
pub mod get;
pub mod list;
pub mod rename;
