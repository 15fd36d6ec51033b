//! One file a route, as in `src/v1`.

mod audit;
mod auth;
mod connections;
mod customer_portal;
mod customers;
mod environments;
mod events;
mod gates;
mod keys;
mod leaks;
mod roles;
mod secrets;
mod tenants;
mod usage;
mod users;
