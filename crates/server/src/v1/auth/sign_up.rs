//! `POST /v1/auth/signup`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_api::{ErrorBody, SignUp, SignedIn};
use keyward_authority::sessions::{SignedIn as SignedUp, sign_up as operation};

use super::view;
use crate::App;
use crate::http::{self, ApiError, Category, Guest, IdempotencyKey, Json};

/// Sign up: a person, with a tenant and its two environments.
#[utoipa::path(
    post,
    path = "/v1/auth/signup",
    tag = "auth",
    operation_id = "sign_up",
    request_body = SignUp,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key and body within 24 hours give the first answer again")),
    responses((status = 201, body = SignedIn), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody), (status = 429, body = ErrorBody)),
    security(())
)]
pub(crate) async fn sign_up(
    State(app): State<Arc<App>>,
    guest: Guest,
    key: IdempotencyKey,
    body: Json<SignUp>,
) -> Result<Response, ApiError> {
    app.limit(Category::Register, guest.device.origin.address).await?;
    let render = |made: &SignedUp| http::created(&view(app.authority.ids(), made));
    let once = key.once("POST /v1/auth/signup", &body.raw, &render);
    let SignUp { email, password, tenant_name } = body.value;
    let input = operation::SignUp { email, password, tenant_name };
    let answer = operation::sign_up(&app.authority, &guest.device, &input, &once).await?;
    Ok(http::respond(&answer, &render))
}
