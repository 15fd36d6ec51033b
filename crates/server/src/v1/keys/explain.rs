//! `POST /v1/keys/explain`

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use keyward_api::{ErrorBody, ExplainAnswer, ExplainedCheck, VerifyKey};
use keyward_authority::keys::{self, explain::Step};
use keyward_gate::Answer;

use super::verify::{asked, question, render};
use crate::App;
use crate::http::{self, ApiError, Caller};

/// Ask why a key may or may not pass: verify's answer, and each check in order with what it saw.
///
/// Takes nothing from credits and limits and counts as no use.
#[utoipa::path(
    post,
    path = "/v1/keys/explain",
    tag = "keys",
    operation_id = "explain_key",
    request_body = VerifyKey,
    responses(
        (status = 200, body = ExplainAnswer),
        (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 503, body = ErrorBody)
    )
)]
pub(crate) async fn explain(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    request: Request,
) -> Result<Response, ApiError> {
    let raw = http::raw_body(request.into_body(), app.config.server.max_body_bytes).await?;
    let body: VerifyKey<'_> = http::parse(&raw)?;
    let limits = asked(&body);
    let ids = app.authority.ids();
    let explained = |answer: Answer<'_>, steps: &[Step]| {
        let checks: Vec<_> = steps.iter().map(check).collect();
        let mut out = render(ids, &answer, &actor.origin.request_id);
        // Before the closing brace.
        out.pop();
        out.extend_from_slice(b",\"checks\":");
        out.extend(serde_json::to_vec(&checks).unwrap_or_default());
        out.push(b'}');
        out
    };
    let answer = keys::explain::explain(&app.authority, &actor, question(&body, &limits), explained).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], answer).into_response())
}

fn check(step: &Step) -> ExplainedCheck {
    ExplainedCheck { check: step.check, passed: step.passed, code: step.code.as_str(), saw: step.saw.clone() }
}
