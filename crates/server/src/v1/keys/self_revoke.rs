//! `POST /v1/keys/self-revoke`

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use keyward_api::{ErrorBody, ErrorCode, SelfRevoke};
use keyward_authority::keys::self_revoke as operation;

use crate::App;
use crate::http::{ApiError, Category, Context, parse, presented_key, raw_body};

/// End the key that you hold, for ever.
///
/// Whoever holds a key may end it: by the body, or by sending it as any key is sent. Nothing else is asked, not even that it still works. A
/// key that has ended already is 204, too. A publishable key can't be ended so.
#[utoipa::path(
    post,
    path = "/v1/keys/self-revoke",
    tag = "keys",
    operation_id = "end_own_key",
    request_body = Option<SelfRevoke>,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 429, body = ErrorBody)),
    security((), ("api_key" = []))
)]
pub(crate) async fn self_revoke(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<StatusCode, ApiError> {
    let (mut parts, body) = request.into_parts();
    let context = parts.extensions.remove::<Context>();
    let context =
        context.ok_or_else(|| ApiError::new(ErrorCode::InternalError, "Something went wrong on our side"))?;
    let origin = context.origin(&parts.headers);
    let raw = raw_body(body, app.config.server.max_body_bytes).await?;
    let said: SelfRevoke = if raw.is_empty() { SelfRevoke::default() } else { parse(&raw)? };
    let sent = presented_key(&app, &parts.headers)?;
    let key = said.key.as_deref().or(sent);
    let key = key.ok_or_else(|| ApiError::field("key", "is required, here or as a header"))?;
    if operation::self_revoke(&app.authority, key, &origin).await? {
        return Ok(StatusCode::NO_CONTENT);
    }
    app.limit(Category::UnknownKeys, origin.address).await?;
    Err(ApiError::unauthorized("Invalid API key"))
}
