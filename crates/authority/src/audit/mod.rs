//! The audit trail: who did what to what, and who was refused what (contract v1, part 11).

pub mod list;
pub mod refusals;
pub mod verify;

mod write;

pub use keyward_storage::audit::Entry;
