//! One file a route, as in `src/v1`.

mod keys;
mod secrets;
mod users;
