//! `/v1/keys` (contract v1, part 6).

mod bulk;
mod create;
mod disable;
mod enable;
mod explain;
mod get;
mod import;
mod list;
mod patch;
mod revoke;
mod rotate;
mod self_revoke;
mod usage;
mod verify;
mod view;
mod whoami;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) use view::{owner, shown};

use crate::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(create::create, list::list))
        .routes(routes!(bulk::bulk))
        .routes(routes!(import::import))
        .routes(routes!(verify::verify))
        .routes(routes!(explain::explain))
        .routes(routes!(usage::usage))
        .routes(routes!(whoami::whoami))
        .routes(routes!(get::get, patch::patch, revoke::revoke))
        .routes(routes!(disable::disable))
        .routes(routes!(enable::enable))
        .routes(routes!(rotate::rotate))
        .routes(routes!(self_revoke::self_revoke))
}
