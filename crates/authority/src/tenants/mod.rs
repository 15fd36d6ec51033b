//! Operations on tenants (contract v1, part 5).

pub mod bootstrap;
pub mod create;
pub mod get;
pub mod list;
pub mod rename;
pub mod set_status;
