//! `/api/v1/admin/products` (contract hub, part E).

mod create;
mod list;
mod listing;
mod update;
mod view;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

/// What a product may be.
const TYPES: &[&str] = &["theme", "plugin", "generic"];

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list::list, create::create)).routes(routes!(update::update))
}
