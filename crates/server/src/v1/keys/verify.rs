//! `POST /v1/keys/verify`

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use keyward_api::{ErrorBody, VerifyAnswer, VerifyKey};
use keyward_authority::keys;
use keyward_domain::{Code, IdCodec};
use keyward_gate::{CachedGrant, Verdict};

use super::create::refuse_unsupported;
use super::view;
use crate::App;
use crate::http::{self, ApiError, Caller};

/// Ask whether a key may pass.
///
/// Always 200 for a well-formed question about keys of your tenant and environment; to you no other key exists.
#[utoipa::path(
    post,
    path = "/v1/keys/verify",
    tag = "keys",
    operation_id = "verify_key",
    request_body = VerifyKey,
    responses(
        (status = 200, body = VerifyAnswer),
        (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 503, body = ErrorBody)
    )
)]
pub(crate) async fn verify(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    request: Request,
) -> Result<Response, ApiError> {
    let raw = http::raw_body(request.into_body(), app.config.server.max_body_bytes).await?;
    let body: VerifyKey<'_> = http::parse(&raw)?;
    refuse_unsupported("", &[("limits", &body.limits)])?;
    let input = keys::verify::VerifyKey {
        key: &body.key,
        permissions: body.permissions.as_deref(),
        ip: body.ip.as_deref(),
    };
    let verdict = keys::verify::verify(&app.authority, &actor, input).await?;
    app.metrics.checked(verdict.code);
    let answer = answer(app.authority.ids(), &verdict, &actor.origin.request_id);
    Ok(([(header::CONTENT_TYPE, "application/json")], answer).into_response())
}

/// A [`VerifyAnswer`], put together from parts so that what belongs to the key is serialised once and not at each check.
fn answer(ids: &IdCodec, verdict: &Verdict, request_id: &str) -> Vec<u8> {
    let facts = verdict.grant.as_ref().map_or(&[][..], |grant| facts(ids, grant));
    let mut out = Vec::with_capacity(facts.len() + request_id.len() + 80);
    out.extend_from_slice(if verdict.code == Code::Valid {
        b"{\"valid\":true,\"code\":\""
    } else {
        b"{\"valid\":false,\"code\":\""
    });
    out.extend_from_slice(verdict.code.as_str().as_bytes());
    out.extend_from_slice(b"\",");
    if !facts.is_empty() {
        out.extend_from_slice(facts);
        out.push(b',');
    }
    // Request ids hold nothing that JSON would have to escape (see `http::request_id`).
    out.extend_from_slice(b"\"request_id\":\"");
    out.extend_from_slice(request_id.as_bytes());
    out.extend_from_slice(b"\"}");
    out
}

/// The members of the key's [`keyward_api::KeyFacts`], without the braces.
pub(super) fn facts<'a>(ids: &IdCodec, grant: &'a CachedGrant) -> &'a [u8] {
    grant.memo(|grant| {
        let object = serde_json::to_vec(&view::facts(ids, grant)).unwrap_or_default();
        object.get(1..object.len().saturating_sub(1)).unwrap_or_default().to_vec()
    })
}
