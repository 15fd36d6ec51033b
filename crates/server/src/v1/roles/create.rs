//! `POST /v1/rbac/roles`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_api::{CreateRole, ErrorBody, OneRole};
use keyward_authority::roles::{AnyRole, create as operation};

use super::{spec, view};
use crate::App;
use crate::http::{self, ApiError, Caller, IdempotencyKey, Json};

/// Make a role of your own.
///
/// Entities and actions are your words: a product's own permissions live here too.
#[utoipa::path(
    post,
    path = "/v1/rbac/roles",
    tag = "roles",
    operation_id = "create_role",
    request_body = CreateRole,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key and body within 24 hours give the first answer again")),
    responses((status = 201, body = OneRole), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody))
)]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    key: IdempotencyKey,
    body: Json<CreateRole>,
) -> Result<Response, ApiError> {
    let render = |made: &AnyRole| http::created(&OneRole { role: view(made) });
    let once = key.once("POST /v1/rbac/roles", &body.raw, &render);
    let CreateRole { id, spec: wanted } = body.value;
    let answer = operation::create(&app.authority, &actor, &id, &spec(wanted), &once).await?;
    Ok(http::respond(&answer, &render))
}
