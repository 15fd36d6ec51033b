//! `/api/v1/admin/subscriptions` (contract hub, part E).

mod mark_paid;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(mark_paid::mark_paid))
}
