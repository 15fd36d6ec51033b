//! `POST /v1/customer/portal/keys`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_api::{CreatePortalKey, CreatedKey, ErrorBody};
use keyward_authority::customer_portal::keys::create as operation;
use keyward_authority::keys::Created;

use crate::App;
use crate::http::{self, ApiError, IdempotencyKey, Json, PortalCaller};
use crate::v1::keys::shown;

/// Make a key of the customer's own. It may do what the tenant said when it let the customer in; its secret is told this once.
#[utoipa::path(
    post,
    path = "/v1/customer/portal/keys",
    tag = "customer portal",
    operation_id = "create_customer_key",
    security(("session_token" = [])),
    request_body = CreatePortalKey,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key and body within 24 hours give the first answer again")),
    responses((status = 201, body = CreatedKey), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody))
)]
pub(crate) async fn create_key(
    State(app): State<Arc<App>>,
    PortalCaller(actor): PortalCaller,
    once: IdempotencyKey,
    body: Json<CreatePortalKey>,
) -> Result<Response, ApiError> {
    let kind = actor.environment.kind.as_str();
    let render = |made: &Created| {
        let key = shown(&app, kind, &made.key, made.external_id.as_ref(), made.credits.as_ref());
        http::created(&CreatedKey { api_key: made.secret.expose().to_owned(), key })
    };
    let once = once.once("POST /v1/customer/portal/keys", &body.raw, &render);
    let input = operation::CreatePortalKey {
        name: body.value.name,
        expires_at: body.value.expires_at,
        ttl_seconds: body.value.ttl_seconds,
    };
    let answer = operation::create(&app.authority, &actor, &input, &once).await?;
    Ok(http::respond(&answer, &render))
}
