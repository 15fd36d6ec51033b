//! The audit trail.

mod export;
mod page;
mod verify;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::App;

/// The section's name in the navigation.
const SECTION: &str = "audit";

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/dashboard/{environment}/audit", get(page::page))
        .route("/dashboard/{environment}/audit/export", get(export::export))
        .route("/dashboard/{environment}/audit/verify", post(verify::verify))
}
