//! `POST /v1/auth/signup`

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use keyward_api::{ErrorBody, SignUp, SignedIn};
use keyward_authority::sessions::sign_up as operation;

use super::answer;
use crate::App;
use crate::http::{ApiError, Category, Guest, Json};

/// Sign up: a person, with a tenant and its two environments.
#[utoipa::path(
    post,
    path = "/v1/auth/signup",
    tag = "auth",
    operation_id = "sign_up",
    request_body = SignUp,
    responses((status = 201, body = SignedIn), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody), (status = 429, body = ErrorBody)),
    security(())
)]
pub(crate) async fn sign_up(
    State(app): State<Arc<App>>,
    guest: Guest,
    body: Json<SignUp>,
) -> Result<Response, ApiError> {
    app.limit(Category::Register, guest.device.origin.address).await?;
    let SignUp { email, password, tenant_name } = body.value;
    let input = operation::SignUp { email, password, tenant_name };
    let signed_in = operation::sign_up(&app.authority, &guest.device, &input).await?;
    Ok(answer(StatusCode::CREATED, app.authority.ids(), &signed_in))
}
