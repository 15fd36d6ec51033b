//! `POST /v1/keys`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_api::{CreateKey, CreatedKey, ErrorBody, KeyCredits, KeyLimit};
use keyward_authority::keys::{self, Created, NewCredits, NewLimit, NewRefill, OwnerRef};

use super::view;
use crate::App;
use crate::http::{self, ApiError, Caller, IdempotencyKey, Json};

/// Issue a key.
///
/// The secret is in this answer and never again. Roles and permissions are copied into the key and never change.
#[utoipa::path(
    post,
    path = "/v1/keys",
    tag = "keys",
    operation_id = "create_key",
    request_body = CreateKey,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key and body within 24 hours give the first answer again")),
    responses(
        (status = 201, body = CreatedKey),
        (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)
    )
)]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    key: IdempotencyKey,
    body: Json<CreateKey>,
) -> Result<Response, ApiError> {
    let render = |created: &Created| http::created(&view::created(&app, &actor, created));
    let once = key.once("POST /v1/keys", &body.raw, &render);
    let answer = keys::create::create(&app.authority, &actor, &input(body.value), &once).await?;
    Ok(http::respond(&answer, &render))
}

/// The operation's input.
pub(super) fn input(body: CreateKey) -> keys::create::CreateKey {
    keys::create::CreateKey {
        name: body.name,
        owner: OwnerRef {
            user_id: body.owner.user_id,
            service_account_id: body.owner.service_account_id,
            customer_id: body.owner.customer_id,
            external_id: body.owner.external_id,
        },
        roles: body.roles,
        permissions: body.permissions,
        expires_at: body.expires_at,
        ttl_seconds: body.ttl_seconds,
        allowed_ips: body.allowed_ips,
        limits: limits(body.limits),
        credits: body.credits.map(credits),
        metadata: body.metadata.map(|object| serde_json::Value::Object(object).to_string()),
        format: body.format,
    }
}

/// The limits as the operations take them.
pub(super) fn limits(body: Vec<KeyLimit>) -> Vec<NewLimit> {
    let limit = |limit: KeyLimit| NewLimit {
        name: limit.name,
        limit: limit.limit,
        window_seconds: limit.window_seconds,
        auto: limit.auto,
        scope: limit.scope,
    };
    body.into_iter().map(limit).collect()
}

/// The credits as the operations take them.
pub(super) fn credits(body: KeyCredits) -> NewCredits {
    let refill = body.refill.map(|refill| NewRefill {
        amount: refill.amount,
        interval: refill.interval,
        day: refill.day,
    });
    NewCredits { remaining: body.remaining, refill }
}
