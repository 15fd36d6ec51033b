//! `/api/v1/admin`: the operator's side (contract hub, part E).

mod accounts;
mod licenses;
mod plans;
mod products;
mod subscriptions;
mod tickets;
mod tiers;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use crate::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .merge(products::routes())
        .merge(licenses::routes())
        .merge(accounts::routes())
        .merge(plans::routes())
        .merge(tiers::routes())
        .merge(subscriptions::routes())
        .merge(tickets::routes())
}
