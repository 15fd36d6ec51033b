//! `POST /v1/webhooks/{provider}/{tenant}/{environment}`

use std::sync::Arc;

use axum::extract::{Request, State};
use keyward_api::{ErrorBody, ErrorCode, WebhookReceived};
use keyward_authority::webhooks::inbound::receive::{Sent, processed, receive as operation};

use crate::App;
use crate::http::{ApiError, Context, PathOf, raw_body};
use crate::inbound;

/// Take a webhook of a provider's.
///
/// `stripe`: `Stripe-Signature`. `standard`: Standard Webhooks, `v1` or `v1a`. Whatever is wrong with it, it is one answer and nothing is done.
/// Coming again, a webhook is answered 200 and does nothing.
#[utoipa::path(
    post,
    path = "/v1/webhooks/{provider}/{tenant}/{environment}",
    tag = "webhooks",
    operation_id = "receive_webhook",
    params(
        ("provider" = String, Path, description = "`stripe` or `standard`"),
        ("tenant" = String, Path, description = "Your tenant's id"),
        ("environment" = String, Path, description = "Your environment's id")
    ),
    request_body = serde_json::Value,
    responses((status = 200, body = WebhookReceived), (status = 400, body = ErrorBody), (status = 413, body = ErrorBody), (status = 503, body = ErrorBody)),
    security(())
)]
pub(crate) async fn receive(
    State(app): State<Arc<App>>,
    PathOf([provider, tenant, environment]): PathOf<3>,
    request: Request,
) -> Result<axum::Json<WebhookReceived>, ApiError> {
    let (mut parts, body) = request.into_parts();
    let context = parts.extensions.remove::<Context>();
    let context =
        context.ok_or_else(|| ApiError::new(ErrorCode::InternalError, "Something went wrong on our side"))?;
    let origin = context.origin(&parts.headers);
    let body = raw_body(body, app.config.server.max_body_bytes).await?;
    let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let sent = Sent {
        provider: &provider,
        tenant: &tenant,
        environment: &environment,
        header: &header,
        body: &body,
    };
    let message = operation(&app.authority, &sent, &origin).await?;
    if !message.processed {
        inbound::apply(&app, &message).await?;
        processed(&app.authority, &message).await?;
    }
    Ok(axum::Json(WebhookReceived { received: true }))
}
