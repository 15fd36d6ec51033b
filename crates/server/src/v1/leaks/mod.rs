//! `/v1/leaks` (contract v1, part 10; GitHub's secret scanning partner program).

mod github;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(github::github))
}
