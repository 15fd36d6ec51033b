//! Products: what can be licensed.

mod form;
mod list;
mod show;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::App;

/// The section's name in the navigation.
pub(super) const SECTION: &str = "products";

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/dashboard/{environment}/operator/products", get(list::page).post(form::create))
        .route("/dashboard/{environment}/operator/products/new", get(form::new))
        .route("/dashboard/{environment}/operator/products/{slug}", get(show::page).post(form::update))
        .route("/dashboard/{environment}/operator/products/{slug}/edit", get(form::edit))
}

pub(super) use show::find;
