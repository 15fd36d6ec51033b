//! Plans: what can be subscribed to.

mod list;
mod put;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::App;

/// The section's name in the navigation.
const SECTION: &str = "plans";

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/dashboard/{environment}/operator/plans", get(list::page).post(put::put))
        .route("/dashboard/{environment}/operator/plans/new", get(put::new))
        .route("/dashboard/{environment}/operator/plans/{plan}", get(put::edit))
}
