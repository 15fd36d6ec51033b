//! The tenant's environments.

mod page;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::App;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/dashboard/{environment}/environments", get(page::page).post(page::create))
}
