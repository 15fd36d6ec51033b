//! `/v1/events` (contract v1, part 9).

mod bulk;
mod ingest;
mod list;
mod query;
mod usage;
mod view;

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use keyward_authority::Actor;
use keyward_metering::Caller;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::http::{ApiError, Category};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(ingest::ingest, list::list))
        .routes(routes!(bulk::bulk))
        .routes(routes!(query::query))
        .routes(routes!(usage::usage))
}

/// The answer to whoever sends events, if they may send another; it tells what is left, good or not.
async fn limited(
    app: &App,
    category: Category,
    actor: &Actor,
    answer: impl Future<Output = Result<Response, ApiError>>,
) -> Response {
    let left = match app.limit_caller(category, actor).await {
        Ok(left) => left,
        Err(limited) => return ApiError::from(limited).into_response(),
    };
    let mut response = answer.await.into_response();
    if let Some(left) = left {
        response.headers_mut().extend(left.headers());
    }
    response
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
