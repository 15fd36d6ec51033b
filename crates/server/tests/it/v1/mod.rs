//! One file a route, as in `src/v1`.

mod auth;
mod environments;
mod gates;
mod keys;
mod roles;
mod secrets;
mod tenants;
mod users;
