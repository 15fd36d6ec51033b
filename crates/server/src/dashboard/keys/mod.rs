//! API keys: the list, a key's page, and what is done with keys.

mod change;
mod create;
mod explain;
mod export;
mod left;
mod list;
mod new;
mod revoke;
mod rotate;
mod row;
mod secret;
mod show;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::App;

/// The section's name in the navigation.
const SECTION: &str = "keys";

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/dashboard/{environment}/keys", get(list::page).post(create::create))
        .route("/dashboard/{environment}/keys/new", get(new::page))
        .route("/dashboard/{environment}/keys/export", get(export::export))
        .route("/dashboard/{environment}/keys/{key}", get(show::page))
        .route("/dashboard/{environment}/keys/{key}/explain", get(explain::page))
        .route("/dashboard/{environment}/keys/{key}/disable", post(change::disable))
        .route("/dashboard/{environment}/keys/{key}/enable", post(change::enable))
        .route("/dashboard/{environment}/keys/{key}/rotate", get(rotate::page).post(rotate::rotate))
        .route("/dashboard/{environment}/keys/{key}/revoke", get(revoke::page).post(revoke::revoke))
}

pub(super) use row::Row;
