//! One file a route, as in `src/v1`.

mod audit;
mod auth;
mod customers;
mod environments;
mod events;
mod keys;
mod portal;
mod roles;
mod secrets;
mod tenants;
mod users;
