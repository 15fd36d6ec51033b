//! Keys as FlexPrice's secrets API shows them (contract v1, part 3).

pub mod create;
pub mod delete;
pub mod list;
