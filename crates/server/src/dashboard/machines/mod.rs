//! Service accounts.

mod create;
mod page;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::App;

/// The section's name in the navigation.
const SECTION: &str = "machines";

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/dashboard/{environment}/service-accounts", get(page::page).post(create::create))
        .route("/dashboard/{environment}/service-accounts/new", get(create::form))
}
