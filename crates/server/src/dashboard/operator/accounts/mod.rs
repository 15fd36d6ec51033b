//! Accounts of every tenant: what they are, what they ask to become, and whether they are on.

mod decide;
mod list;
mod pack;
mod show;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::App;

/// The section's name in the navigation.
const SECTION: &str = "accounts";

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/dashboard/{environment}/operator/accounts", get(list::page))
        .route("/dashboard/{environment}/operator/accounts/{account}", get(show::page).post(decide::change))
        .route("/dashboard/{environment}/operator/accounts/{account}/approve", post(decide::approve))
        .route("/dashboard/{environment}/operator/accounts/{account}/reject", post(decide::reject))
        .route(
            "/dashboard/{environment}/operator/accounts/{account}/off",
            get(decide::question).post(decide::off),
        )
        .route("/dashboard/{environment}/operator/accounts/{account}/on", post(decide::on))
        .route("/dashboard/{environment}/operator/accounts/{account}/packs", post(pack::add))
}
