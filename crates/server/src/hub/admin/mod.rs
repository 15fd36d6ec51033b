//! `/api/v1/admin`: the operator's side (contract hub, part E).

mod accounts;
mod components;
mod licenses;
mod plans;
mod products;
mod releases;
mod subscriptions;
mod tickets;
mod tiers;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use crate::App;

pub(super) use releases::is_upload;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .merge(products::routes())
        .merge(releases::routes())
        .merge(components::routes())
        .merge(licenses::routes())
        .merge(accounts::routes())
        .merge(plans::routes())
        .merge(tiers::routes())
        .merge(subscriptions::routes())
        .merge(tickets::routes())
}
