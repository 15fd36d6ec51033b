//! `/v1/secrets/api/keys`: keys in FlexPrice's shape (contract v1, part 3).

mod create;
mod delete;
mod list;
mod view;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(create::create, list::list)).routes(routes!(delete::delete))
}
