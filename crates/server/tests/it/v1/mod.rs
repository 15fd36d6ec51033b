//! One file a route, as in `src/v1`.

mod auth;
mod environments;
mod keys;
mod roles;
mod secrets;
mod tenants;
mod users;
