//! Gates: the list, a gate's page with what a proxy needs, and what is done with gates.

mod create;
mod delete;
mod edit;
mod form;
mod lines;
mod list;
mod proxy;
mod rotate;
mod secret;
mod show;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::App;

/// The section's name in the navigation.
const SECTION: &str = "gates";

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/dashboard/{environment}/gates", get(list::page).post(create::create))
        .route("/dashboard/{environment}/gates/new", get(create::page))
        .route("/dashboard/{environment}/gates/{gate}", get(show::page))
        .route("/dashboard/{environment}/gates/{gate}/edit", get(edit::page).post(edit::edit))
        .route("/dashboard/{environment}/gates/{gate}/rotate", get(rotate::page).post(rotate::rotate))
        .route("/dashboard/{environment}/gates/{gate}/delete", get(delete::page).post(delete::delete))
}
