//! Every surface under one roof.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::{IntoResponse, Response};
use keyward_api::ErrorCode;

use crate::http::{ApiError, no_route};
use crate::surface::Surface;
use crate::{App, changelog, dashboard, docs, hub, portal, v1};

/// Every route, ready to answer.
pub(crate) fn router(app: Arc<App>) -> Router {
    let (router, _) = v1::routes().split_for_parts();
    let serve_document = async || ([(CONTENT_TYPE, "application/json")], crate::openapi::served());
    router
        .merge(docs::routes())
        .merge(dashboard::routes())
        .merge(portal::routes(&app))
        .merge(changelog::routes())
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
