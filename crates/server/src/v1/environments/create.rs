//! `POST /v1/environments`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_api::{CreateEnvironment, EnvironmentView, ErrorBody};
use keyward_authority::environments::create as operation;
use keyward_domain::Environment;

use super::view;
use crate::App;
use crate::http::{self, ApiError, Caller, IdempotencyKey, Json};

/// Add an environment.
#[utoipa::path(
    post,
    path = "/v1/environments",
    tag = "accounts",
    operation_id = "create_environment",
    request_body = CreateEnvironment,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key and body within 24 hours give the first answer again")),
    responses((status = 201, body = EnvironmentView), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody))
)]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    key: IdempotencyKey,
    body: Json<CreateEnvironment>,
) -> Result<Response, ApiError> {
    let render = |made: &Environment| http::created(&view(app.authority.ids(), made));
    let once = key.once("POST /v1/environments", &body.raw, &render);
    let input = operation::CreateEnvironment { name: body.value.name, kind: body.value.kind };
    let answer = operation::create(&app.authority, &actor, &input, &once).await?;
    Ok(http::respond(&answer, &render))
}
