//! `POST /v1/keys/{id}/rotate`

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use keyward_api::{CreatedKey, ErrorBody, RotateKey};
use keyward_authority::keys::{self, Created};

use super::view;
use crate::App;
use crate::http::{self, ApiError, Caller, IdempotencyKey, Path};

/// Put a new key in an old one's place, with everything of the old. The old one works until the grace ends.
#[utoipa::path(
    post,
    path = "/v1/keys/{id}/rotate",
    tag = "keys",
    operation_id = "rotate_key",
    params(
        ("id" = String, Path, description = "The old key's id"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key and body within 24 hours give the first answer again")
    ),
    request_body = Option<RotateKey>,
    responses(
        (status = 201, body = CreatedKey),
        (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)
    )
)]
pub(crate) async fn rotate(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
    key: IdempotencyKey,
    request: Request,
) -> Result<Response, ApiError> {
    let raw = http::raw_body(request.into_body(), app.config.server.max_body_bytes).await?;
    // Without a body the old key ends at once.
    let body: RotateKey = if raw.is_empty() { RotateKey::default() } else { http::parse(&raw)? };
    let render = |created: &Created| http::created(&view::created(&app, &actor, created));
    let route = format!("POST /v1/keys/{id}/rotate");
    let once = key.once(&route, &raw, &render);
    let answer = keys::rotate::rotate(&app.authority, &actor, &id, body.grace_seconds, &once).await?;
    Ok(http::respond(&answer, &render))
}
