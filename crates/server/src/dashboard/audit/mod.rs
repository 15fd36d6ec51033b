//! The audit trail.

mod page;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::App;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/dashboard/{environment}/audit", get(page::page))
}
