//! `/v1/events` (contract v1, part 9).

mod bulk;
mod ingest;
mod list;
mod query;
mod usage;
mod view;

use std::sync::Arc;

use keyward_authority::Actor;
use keyward_metering::Caller;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::http::ApiError;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(ingest::ingest, list::list))
        .routes(routes!(bulk::bulk))
        .routes(routes!(query::query))
        .routes(routes!(usage::usage))
}

/// The actor as metering asks it.
fn caller(actor: &Actor) -> Result<Caller<'_>, ApiError> {
    Ok(Caller {
        environment: actor.environment()?,
        permissions: actor.permissions(),
        tenant_suspended: actor.tenant_suspended(),
        customer: None,
    })
}
