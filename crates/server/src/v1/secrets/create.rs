//! `POST /v1/secrets/api/keys`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_api::{CreateSecret, CreatedSecret, ErrorBody};
use keyward_authority::secrets::create as operation;

use super::view;
use crate::App;
use crate::http::{self, ApiError, Caller, IdempotencyKey, Json};

/// Issue a key for your own account, or for a service account.
///
/// The key copies the account's roles and keeps them for ever. `api_key` is in this answer and never again.
#[utoipa::path(
    post,
    path = "/v1/secrets/api/keys",
    tag = "secrets",
    operation_id = "create_secret",
    request_body = CreateSecret,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key and body within 24 hours give the first answer again")),
    responses(
        (status = 201, body = CreatedSecret),
        (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)
    )
)]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    key: IdempotencyKey,
    body: Json<CreateSecret>,
) -> Result<Response, ApiError> {
    let render = |made: &operation::CreatedSecret| http::created(&view::created(app.authority.ids(), made));
    let once = key.once("POST /v1/secrets/api/keys", &body.raw, &render);
    let input = operation::CreateSecret {
        name: body.value.name,
        kind: body.value.kind,
        expires_at: body.value.expires_at,
        service_account_id: body.value.service_account_id,
        description: body.value.description,
    };
    let answer = operation::create(&app.authority, &actor, &input, &once).await?;
    Ok(http::respond(&answer, &render))
}
