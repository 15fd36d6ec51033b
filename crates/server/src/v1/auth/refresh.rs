//! `POST /v1/auth/refresh`

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use keyward_api::{ErrorBody, Refresh, SignedIn};
use keyward_authority::sessions::refresh as operation;

use super::answer;
use crate::App;
use crate::http::{ApiError, Category, Guest, Json};

/// Take a refresh token for new tokens.
///
/// Each is good for one use. One that comes a second time ends its session: somebody has a copy.
#[utoipa::path(
    post,
    path = "/v1/auth/refresh",
    tag = "auth",
    operation_id = "refresh",
    request_body = Refresh,
    responses((status = 200, body = SignedIn), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 429, body = ErrorBody)),
    security(())
)]
pub(crate) async fn refresh(
    State(app): State<Arc<App>>,
    guest: Guest,
    body: Json<Refresh>,
) -> Result<Response, ApiError> {
    app.limit(Category::Refresh, guest.device.origin.address).await?;
    let token = &body.value.refresh_token;
    let signed_in = operation::refresh(&app.authority, &guest.device, token).await?;
    Ok(answer(StatusCode::OK, app.authority.ids(), &signed_in))
}
