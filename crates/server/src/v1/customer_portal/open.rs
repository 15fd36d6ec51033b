//! `POST /v1/portal/sessions`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_api::{ErrorBody, OpenPortal, PortalOpened};
use keyward_authority::customer_portal::open as operation;

use super::opened;
use crate::App;
use crate::http::{self, ApiError, Caller, IdempotencyKey, Json};

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
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key and body within 24 hours give the first answer again")),
    responses((status = 201, body = PortalOpened), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn open(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    key: IdempotencyKey,
    body: Json<OpenPortal>,
) -> Result<Response, ApiError> {
    let render = |made: &operation::Opened| http::created(&opened(&app, made));
    let once = key.once("POST /v1/portal/sessions", &body.raw, &render);
    let input = operation::OpenPortal {
        customer_id: body.value.customer_id,
        external_id: body.value.external_id,
        ttl_seconds: body.value.ttl_seconds,
        allow: body.value.allow,
        permissions: body.value.permissions.unwrap_or_default(),
    };
    let answer = operation::open(&app.authority, &actor, &input, &once).await?;
    Ok(http::respond(&answer, &render))
}
