//! Components: parts of products that a tier unlocks.

mod form;
mod list;
mod show;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::App;

/// The section's name in the navigation.
pub(super) const SECTION: &str = "components";

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/dashboard/{environment}/operator/components", get(list::page).post(form::create))
        .route("/dashboard/{environment}/operator/components/new", get(form::new))
        .route("/dashboard/{environment}/operator/components/{slug}", get(show::page).post(form::update))
        .route("/dashboard/{environment}/operator/components/{slug}/edit", get(form::edit))
}
