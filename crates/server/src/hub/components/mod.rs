//! `/api/v1/components`: what sites ask about components (contract hub, B.4).

mod available;
mod check;
mod context;
mod download;
mod list;
mod view;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(available::available))
        .routes(routes!(check::check))
        .routes(routes!(download::download))
}
