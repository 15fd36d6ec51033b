//! `/v1/keys` (contract v1, part 6).

mod bulk;
mod create;
mod credits;
mod disable;
mod explain;
mod get;
mod import;
mod limits;
mod list;
mod patch;
mod revoke;
mod rotate;
mod usage;
mod verify;
mod whoami;
