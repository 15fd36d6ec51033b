//! The one parameter of a path.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use keyward_api::ErrorCode;

use super::ApiError;
use crate::App;

/// A path's parameter, decoded. One that is no UTF-8 leads nowhere.
pub(crate) struct Path(pub(crate) String);

impl FromRequestParts<Arc<App>> for Path {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        match axum::extract::Path::<String>::from_request_parts(parts, app).await {
            Ok(path) => Ok(Self(path.0)),
            Err(_) => Err(no_route(&parts.method, &parts.uri)),
        }
    }
}

/// So many parameters of a path, in their order.
pub(crate) struct PathOf<const N: usize>(pub(crate) [String; N]);

impl<const N: usize> FromRequestParts<Arc<App>> for PathOf<N> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let read = axum::extract::Path::<Vec<String>>::from_request_parts(parts, app).await.ok();
        let all = read.and_then(|all| <[String; N]>::try_from(all.0).ok());
        all.map(Self).ok_or_else(|| no_route(&parts.method, &parts.uri))
    }
}

/// Nothing is there.
pub(crate) fn no_route(method: &axum::http::Method, uri: &axum::http::Uri) -> ApiError {
    ApiError::new(ErrorCode::NotFound, format!("There is no {method} {}", uri.path()))
}
