//! What roles allow, and the tenant's own roles.

mod edit;
mod page;
mod remove;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::App;

/// The section's name in the navigation.
const SECTION: &str = "roles";

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/dashboard/{environment}/roles", get(page::page).post(edit::create))
        .route("/dashboard/{environment}/roles/new", get(edit::new))
        .route("/dashboard/{environment}/roles/{role}", get(edit::page).post(edit::change))
        .route("/dashboard/{environment}/roles/{role}/remove", get(remove::page).post(remove::remove))
}
