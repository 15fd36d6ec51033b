//! `/v1/secrets/api/keys` (contract v1, part 3).

mod create;
mod delete;
mod list;
