//! `POST /v1/auth/login`

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use keyward_api::{ErrorBody, Login, SignedIn};
use keyward_authority::sessions::login as operation;

use super::answer;
use crate::App;
use crate::http::{ApiError, Category, Guest, Json};

/// Sign in with a password.
#[utoipa::path(
    post,
    path = "/v1/auth/login",
    tag = "auth",
    operation_id = "login",
    request_body = Login,
    responses((status = 200, body = SignedIn), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 429, body = ErrorBody)),
    security(())
)]
pub(crate) async fn login(
    State(app): State<Arc<App>>,
    guest: Guest,
    body: Json<Login>,
) -> Result<Response, ApiError> {
    app.limit(Category::Login, guest.device.origin.address).await?;
    let Login { email, password } = body.value;
    let input = operation::Login { email, password };
    let signed_in = operation::login(&app.authority, &guest.device, &input).await?;
    Ok(answer(StatusCode::OK, app.authority.ids(), &signed_in))
}
