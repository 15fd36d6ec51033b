//! `/v1/environments` (contract v1, part 5).

mod create;
mod get;
mod list;
mod rename;

use std::sync::Arc;

use keyward_api::EnvironmentView;
use keyward_domain::{Environment, IdCodec};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(create::create, list::list)).routes(routes!(get::get, rename::rename))
}

pub(super) fn view(ids: &IdCodec, environment: &Environment) -> EnvironmentView {
    EnvironmentView {
        id: ids.encode(environment.id),
        name: environment.name.to_string(),
        kind: environment.kind.as_str(),
        created_at: environment.created_at.to_string(),
    }
}
