//! The customers of an environment.

mod list;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::App;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/dashboard/{environment}/customers", get(list::page))
}
