//! `/v1/webhooks/endpoints` (contract v1, part 10).

mod create;
mod delete;
mod deliveries;
mod get;
mod list;
mod receive;
mod redeliver;
mod rotate;
mod test;
mod update;
mod view;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(create::create, list::list))
        .routes(routes!(get::get, update::update, delete::delete))
        .routes(routes!(rotate::rotate))
        .routes(routes!(test::test))
        .routes(routes!(deliveries::deliveries))
        .routes(routes!(redeliver::redeliver))
        .routes(routes!(receive::receive))
}
