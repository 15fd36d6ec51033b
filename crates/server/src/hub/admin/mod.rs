//! `/api/v1/admin`: the operator's side (contract hub, part E).

mod accounts;
mod licenses;
mod products;
mod tickets;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use crate::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .merge(products::routes())
        .merge(licenses::routes())
        .merge(accounts::routes())
        .merge(tickets::routes())
}
