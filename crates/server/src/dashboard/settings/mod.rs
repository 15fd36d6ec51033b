//! What somebody sets for themselves: their name, their password and the sessions that they have.

mod change;
mod page;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::App;

/// The section's name in the navigation.
const SECTION: &str = "settings";

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/dashboard/{environment}/settings", get(page::page))
        .route("/dashboard/{environment}/settings/name", post(change::name))
        .route("/dashboard/{environment}/settings/password", post(change::password))
        .route("/dashboard/{environment}/settings/sessions/{session}/end", post(change::end_session))
}
