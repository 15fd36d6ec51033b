//! `/v1/users` (contract v1, part 5).

mod create;
mod invite;
mod manage;
mod operators;
