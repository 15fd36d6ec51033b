//! Webhooks: the endpoints that are told, what was sent to them, and the providers whose webhooks are taken.

mod change;
mod connect;
mod create;
mod delete;
mod delivery;
mod edit;
mod form;
mod list;
mod rotate;
mod secret;
mod show;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::App;

/// The section's name in the navigation.
const SECTION: &str = "webhooks";

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/dashboard/{environment}/webhooks", get(list::page).post(create::create))
        .route("/dashboard/{environment}/webhooks/new", get(create::page))
        .route("/dashboard/{environment}/webhooks/connect", get(connect::page).post(connect::connect))
        .route("/dashboard/{environment}/webhooks/connections/{connection}/end", post(connect::end))
        .route("/dashboard/{environment}/webhooks/{endpoint}", get(show::page))
        .route("/dashboard/{environment}/webhooks/{endpoint}/edit", get(edit::page).post(edit::edit))
        .route("/dashboard/{environment}/webhooks/{endpoint}/disable", post(change::disable))
        .route("/dashboard/{environment}/webhooks/{endpoint}/enable", post(change::enable))
        .route("/dashboard/{environment}/webhooks/{endpoint}/test", post(change::test))
        .route("/dashboard/{environment}/webhooks/{endpoint}/rotate", get(rotate::page).post(rotate::rotate))
        .route("/dashboard/{environment}/webhooks/{endpoint}/delete", get(delete::page).post(delete::delete))
        .route("/dashboard/{environment}/webhooks/{endpoint}/deliveries/{delivery}", get(delivery::page))
        .route(
            "/dashboard/{environment}/webhooks/{endpoint}/deliveries/{delivery}/redeliver",
            post(delivery::redeliver),
        )
}
