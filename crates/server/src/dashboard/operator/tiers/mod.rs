//! Tiers: how much of a product a licence is.

mod list;
mod put;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::App;

/// The section's name in the navigation.
const SECTION: &str = "tiers";

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/dashboard/{environment}/operator/tiers", get(list::page).post(put::put))
        .route("/dashboard/{environment}/operator/tiers/new", get(put::new))
        .route("/dashboard/{environment}/operator/tiers/{tier}", get(put::edit))
}
