//! `/v1`, the native API: one file a route.

pub mod access;
mod audit;
mod auth;
mod customer_portal;
mod customers;
mod environments;
mod events;
mod gates;
mod keys;
mod roles;
mod secrets;
mod tenants;
mod usage;
mod users;
mod webhooks;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::{IntoResponse, Response};
use keyward_api::ErrorCode;
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::{ApiError, no_route};
use crate::surface::Surface;
use crate::{App, flapjack, hub};

/// Every route with its description.
pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(crate::openapi::head())
        .merge(keys::routes())
        .merge(secrets::routes())
        .merge(roles::routes())
        .merge(users::routes())
        .merge(environments::routes())
        .merge(gates::routes())
        .merge(OpenApiRouter::with_openapi(crate::gates::http::Description::openapi()))
        .merge(tenants::routes())
        .merge(auth::routes())
        .merge(customers::routes())
        .merge(events::routes())
        .merge(usage::routes())
        .merge(audit::routes())
        .merge(customer_portal::routes())
        .merge(webhooks::routes())
        .merge(flapjack::routes())
        .merge(hub::routes())
        .routes(routes!(crate::status::health))
        .routes(routes!(crate::status::ready))
}

/// Every route, ready to answer.
pub(crate) fn router(app: Arc<App>) -> Router {
    let (router, _) = routes().split_for_parts();
    let serve_document = async || ([(CONTENT_TYPE, "application/json")], crate::openapi::served());
    router
        .merge(crate::docs::routes())
        .merge(crate::portal::routes(&app))
        .route("/openapi.json", axum::routing::get(serve_document))
        .fallback(nowhere)
        .method_not_allowed_fallback(no_method)
        .with_state(app)
}

async fn nowhere(State(app): State<Arc<App>>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    match Surface::of(uri.path()) {
        Surface::Hub => hub::nowhere(&app, &uri, &headers),
        surface => surface.refuse(no_route(&method, &uri)),
    }
}

async fn no_method(method: Method, uri: Uri) -> Response {
    match Surface::of(uri.path()) {
        Surface::Hub => hub::no_method(uri.path()).into_response(),
        surface => {
            let message = format!("{} does not take {method}", uri.path());
            surface.refuse(ApiError::new(ErrorCode::MethodNotAllowed, message))
        }
    }
}
