//! `POST /v1/portal/sessions`

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use keyward_api::{ErrorBody, OpenPortal, PortalOpened};
use keyward_authority::customer_portal::open as operation;

use super::opened;
use crate::App;
use crate::http::{ApiError, Caller, Json};

/// Let a customer into its portal.
///
/// Nobody gives what they may not do themselves: `keys:read` asks for secret:read, `keys:write` for secret:write, `usage:read` for
/// event:read, `licenses:read` for license:read.
#[utoipa::path(
    post,
    path = "/v1/portal/sessions",
    tag = "portal",
    operation_id = "open_portal",
    request_body = OpenPortal,
    responses((status = 201, body = PortalOpened), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn open(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    body: Json<OpenPortal>,
) -> Result<Response, ApiError> {
    let input = operation::OpenPortal {
        customer_id: body.value.customer_id,
        external_id: body.value.external_id,
        ttl_seconds: body.value.ttl_seconds,
        allow: body.value.allow,
        permissions: body.value.permissions.unwrap_or_default(),
    };
    let made = operation::open(&app.authority, &actor, &input).await?;
    let headers = [(header::CACHE_CONTROL, "no-store")];
    Ok((StatusCode::CREATED, headers, axum::Json(opened(&app, &made))).into_response())
}
