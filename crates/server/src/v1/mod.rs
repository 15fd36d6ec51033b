//! `/v1`, the native API: one file a route.

pub mod access;
mod audit;
mod auth;
mod customers;
mod environments;
mod events;
mod keys;
mod portal;
mod roles;
mod secrets;
mod tenants;
mod users;

use std::sync::Arc;

use axum::Router;
use axum::http::{Method, Uri};
use axum::response::{IntoResponse, Response};
use keyward_api::ErrorCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::{ApiError, no_route};
use crate::{App, flapjack};

/// Every route with its description.
pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(crate::openapi::head())
        .merge(keys::routes())
        .merge(secrets::routes())
        .merge(roles::routes())
        .merge(users::routes())
        .merge(environments::routes())
        .merge(tenants::routes())
        .merge(auth::routes())
        .merge(customers::routes())
        .merge(events::routes())
        .merge(audit::routes())
        .merge(portal::routes())
        .merge(flapjack::routes())
        .routes(routes!(crate::status::health))
        .routes(routes!(crate::status::ready))
}

/// Every route, ready to answer.
pub(crate) fn router(app: Arc<App>) -> Router {
    let (router, document) = routes().split_for_parts();
    let document: Arc<str> = document.to_json().unwrap_or_default().into();
    let serve_document = move || async move {
        ([(axum::http::header::CONTENT_TYPE, "application/json")], document.to_string())
    };
    router
        .route("/openapi.json", axum::routing::get(serve_document))
        .fallback(nowhere)
        .method_not_allowed_fallback(no_method)
        .with_state(app)
}

async fn nowhere(method: Method, uri: Uri) -> Response {
    if flapjack::owns(uri.path()) {
        return flapjack::Refusal::new(404, "NOT_FOUND").into_response();
    }
    no_route(&method, &uri).into_response()
}

async fn no_method(method: Method, uri: Uri) -> Response {
    if flapjack::owns(uri.path()) {
        return flapjack::Refusal::new(405, "METHOD_NOT_ALLOWED").into_response();
    }
    let message = format!("{} does not take {method}", uri.path());
    ApiError::new(ErrorCode::MethodNotAllowed, message).into_response()
}
