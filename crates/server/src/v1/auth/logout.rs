//! `POST /v1/auth/logout`

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use keyward_api::{ErrorBody, Logout};
use keyward_authority::sessions::logout as operation;

use crate::App;
use crate::http::{ApiError, Guest, parse, raw_body};

/// Sign out: end the session of a refresh token or, without a body, of the bearer token.
#[utoipa::path(
    post,
    path = "/v1/auth/logout",
    tag = "auth",
    operation_id = "logout",
    request_body = Option<Logout>,
    responses((status = 204), (status = 400, body = ErrorBody)),
    security((), ("bearer" = []))
)]
pub(crate) async fn logout(
    State(app): State<Arc<App>>,
    guest: Guest,
    body: Body,
) -> Result<StatusCode, ApiError> {
    let raw = raw_body(body, app.config.server.max_body_bytes).await?;
    let sent: Logout = if raw.is_empty() { Logout::default() } else { parse(&raw)? };
    let (refresh, access) = (sent.refresh_token.as_deref(), guest.token.as_deref());
    if refresh.is_none() && access.is_none() {
        return Err(ApiError::field("refresh_token", "is required where no bearer token is sent"));
    }
    operation::logout(&app.authority, &guest.device.origin, refresh, access).await?;
    Ok(StatusCode::NO_CONTENT)
}
