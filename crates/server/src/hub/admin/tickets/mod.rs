//! `/api/v1/admin/tickets` (contract hub, part E).

mod answer;
mod attachment;
mod get;
mod list;
mod note;
mod resolve;
mod view;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(get::get))
        .routes(routes!(answer::answer))
        .routes(routes!(note::note))
        .routes(routes!(resolve::resolve))
        .routes(routes!(attachment::attachment))
}
