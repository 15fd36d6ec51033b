//! Clients of one's account: whom its licences are for.

mod delete;
mod list;
mod new;
mod show;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::App;

/// The section's name in the navigation.
const SECTION: &str = "clients";

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/dashboard/{environment}/clients", get(list::page).post(new::create))
        .route("/dashboard/{environment}/clients/new", get(new::page))
        .route("/dashboard/{environment}/clients/{client}", get(show::page))
        .route("/dashboard/{environment}/clients/{client}/delete", get(delete::page).post(delete::delete))
}
