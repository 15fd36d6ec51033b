//! `POST /v1/leaks/github`

use std::sync::Arc;

use axum::extract::{Request, State};
use keyward_api::{ErrorBody, ErrorCode, JudgedLeak};
use keyward_authority::leaks::github::{Judged, Report, report as operation};

use crate::App;
use crate::http::{ApiError, Context, raw_body};

/// Take a report of GitHub's secret scanning.
///
/// A JSON array of `{"token","type","url","source"}`, signed by GitHub. Each key of ours in it is dealt with as `leaks` of the configuration
/// says, and its owner is told. The answer tells GitHub which were ours.
#[utoipa::path(
    post,
    path = "/v1/leaks/github",
    tag = "leaks",
    operation_id = "report_github_leaks",
    params(
        ("Github-Public-Key-Identifier" = String, Header, description = "Which of GitHub's keys signed"),
        ("Github-Public-Key-Signature" = String, Header, description = "Base64 of the ECDSA signature over the body, in DER")
    ),
    request_body = serde_json::Value,
    responses((status = 200, body = Vec<JudgedLeak>), (status = 400, body = ErrorBody), (status = 413, body = ErrorBody), (status = 503, body = ErrorBody)),
    security(())
)]
pub(crate) async fn github(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<axum::Json<Vec<JudgedLeak>>, ApiError> {
    let (mut parts, body) = request.into_parts();
    let context = parts.extensions.remove::<Context>();
    let context =
        context.ok_or_else(|| ApiError::new(ErrorCode::InternalError, "Something went wrong on our side"))?;
    let origin = context.origin(&parts.headers);
    let keys = app.leak_keys.as_ref().ok_or_else(|| {
        let message = "Reports of GitHub are not taken: leaks.github_keys_url is not configured";
        ApiError::new(ErrorCode::InvalidOperation, message)
    })?;
    let header = |name: &str| {
        let value = parts.headers.get(name).and_then(|value| value.to_str().ok());
        value.ok_or_else(|| ApiError::field(name, "is required"))
    };
    let identifier = header("Github-Public-Key-Identifier")?;
    let signature = header("Github-Public-Key-Signature")?;
    let body = raw_body(body, app.config.server.max_body_bytes).await?;
    let report = Report { identifier, signature, body: &body };
    let judged = operation(&app.authority, keys, &report, &origin).await?;
    Ok(axum::Json(judged.into_iter().map(view).collect()))
}

fn view(judged: Judged) -> JudgedLeak {
    JudgedLeak {
        token_raw: judged.token,
        token_type: judged.kind,
        label: if judged.ours { "true_positive" } else { "false_positive" },
    }
}
