//! `/api/v1/licenses`: what sites ask (contract hub, B.2). The license's key is the credential.

mod activate;
mod deactivate;
mod keys;
mod verify;
mod view;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(activate::activate))
        .routes(routes!(deactivate::deactivate))
        .routes(routes!(verify::verify))
        .routes(routes!(keys::keys))
}
