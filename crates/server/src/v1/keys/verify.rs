//! `POST /v1/keys/verify`

use std::io::Write as _;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use keyward_api::{ErrorBody, NamedLimit, VerifyAnswer, VerifyKey};
use keyward_authority::keys::{self, verify::AskedLimit};
use keyward_domain::{Code, IdCodec};
use keyward_gate::{Answer, CachedGrant, LimitReading};

use super::view;
use crate::App;
use crate::http::{self, ApiError, Caller};

/// Ask whether a key may pass.
///
/// Always 200 for a well-formed question about keys of your tenant and environment; to you no other key exists. What it costs is taken
/// from all limits if the key may pass, and else from none.
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
    let began = app.authority.now();
    let body: VerifyKey<'_> = http::parse(&raw)?;
    let limits = asked(&body);
    let ids = app.authority.ids();
    let request_id = &actor.origin.request_id;
    let render = |answer: Answer<'_>| (answer.code, render(ids, &answer, request_id));
    let (code, answer) =
        keys::verify::verify(&app.authority, &actor, question(&body, &limits), render).await?;
    app.metrics.checked(code);
    if let Some(environment) = actor.environment {
        app.authority.took(environment.id, began);
    }
    Ok(([(header::CONTENT_TYPE, "application/json")], answer).into_response())
}

/// The question that a body asks; its limits are those of [`asked`].
pub(super) fn question<'a>(
    body: &'a VerifyKey<'_>,
    limits: &'a [AskedLimit<'a>],
) -> keys::verify::VerifyKey<'a> {
    keys::verify::VerifyKey {
        key: &body.key,
        permissions: body.permissions.as_deref(),
        ip: body.ip.as_deref(),
        cost: body.cost,
        limits,
    }
}

/// The limits that a body names.
pub(super) fn asked<'a>(body: &'a VerifyKey<'_>) -> Vec<AskedLimit<'a>> {
    let asked = |limit: &'a NamedLimit<'_>| AskedLimit {
        name: &limit.name,
        cost: limit.cost,
        limit: limit.limit,
        window_seconds: limit.window_seconds,
    };
    body.limits.iter().flatten().map(asked).collect()
}

/// A [`VerifyAnswer`], put together from parts so that what belongs to the key is serialised once and not at each check.
pub(super) fn render(ids: &IdCodec, answer: &Answer<'_>, request_id: &str) -> Vec<u8> {
    let facts = answer.grant.map_or(&[][..], |grant| facts(ids, grant));
    let mut out = Vec::with_capacity(facts.len() + request_id.len() + 128 + 160 * answer.limits.len());
    out.extend_from_slice(if answer.code == Code::Valid {
        b"{\"valid\":true,\"code\":\""
    } else {
        b"{\"valid\":false,\"code\":\""
    });
    out.extend_from_slice(answer.code.as_str().as_bytes());
    out.extend_from_slice(b"\",");
    if !facts.is_empty() {
        out.extend_from_slice(facts);
        out.push(b',');
        meters(&mut out, answer);
        out.push(b',');
    }
    // Request ids hold nothing that JSON would have to escape (see `http::request_id`).
    out.extend_from_slice(b"\"request_id\":\"");
    out.extend_from_slice(request_id.as_bytes());
    out.extend_from_slice(b"\"}");
    out
}

/// The members of a [`KeyMeters`](keyward_api::KeyMeters), without the braces.
pub(super) fn meters(out: &mut Vec<u8>, answer: &Answer<'_>) {
    // Writing into memory does not fail.
    let _ = match answer.credits {
        Some(credits) => write!(out, r#""credits_remaining":{credits},"limits":["#),
        None => out.write_all(br#""credits_remaining":null,"limits":["#),
    };
    for (index, limit) in answer.limits.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        let _ = write_limit(out, limit);
    }
    out.push(b']');
}

/// A [`LimitState`](keyward_api::LimitState). A limit's name holds nothing that JSON would have to escape.
fn write_limit(out: &mut Vec<u8>, limit: &LimitReading<'_>) -> std::io::Result<()> {
    let LimitReading { name, limit: most, remaining, reset_at, exceeded, .. } = limit;
    write!(
        out,
        r#"{{"name":"{name}","limit":{most},"remaining":{remaining},"reset_at":"{reset_at}","exceeded":{exceeded}}}"#
    )
}

/// The members of the key's [`keyward_api::KeyFacts`], without the braces.
pub(super) fn facts<'a>(ids: &IdCodec, grant: &'a CachedGrant) -> &'a [u8] {
    grant.memo(|grant| {
        let object = serde_json::to_vec(&view::facts(ids, grant)).unwrap_or_default();
        object.get(1..object.len().saturating_sub(1)).unwrap_or_default().to_vec()
    })
}
