//! Operations on tenants and those who act in them.

pub mod create_service_account;
pub mod create_tenant;
