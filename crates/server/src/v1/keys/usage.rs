//! `GET /v1/keys/{id}/usage`

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, KeyUsage, UsageStep};
use keyward_authority::keys::usage::{self, Counts, ReadUsage};

use crate::App;
use crate::http::{ApiError, Caller, Path, Query};

/// The query, as sent.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Asked {
    from: Option<String>,
    to: Option<String>,
    interval: Option<String>,
}

/// How often a key was answered about, by code and by hour, day or month (UTC). Uses of the last second may be missing.
#[utoipa::path(
    get,
    path = "/v1/keys/{id}/usage",
    tag = "keys",
    operation_id = "key_usage",
    params(
        ("id" = String, Path, description = "The key's id"),
        ("from" = Option<String>, Query, description = "RFC 3339; by default a day, 30 days or 365 days before `to`. The step in which it lies is told whole"),
        ("to" = Option<String>, Query, description = "RFC 3339; by default the end of the present hour"),
        ("interval" = Option<String>, Query, description = "`hour` (the default; at most 31 days), `day` (366 days) or `month` (3660 days)")
    ),
    responses(
        (status = 200, body = KeyUsage),
        (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)
    )
)]
pub(crate) async fn usage(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
    Query(asked): Query<Asked>,
) -> Result<axum::Json<KeyUsage>, ApiError> {
    let input = ReadUsage { from: asked.from, to: asked.to, interval: asked.interval };
    let found = usage::usage(&app.authority, &actor, &id, &input).await?;
    let mut total = BTreeMap::new();
    for (code, count) in found.steps.iter().flat_map(|(_, counts)| counts) {
        *total.entry(code.as_str()).or_default() += count;
    }
    let outcomes = |counts: &Counts| counts.iter().map(|(code, count)| (code.as_str(), *count)).collect();
    Ok(axum::Json(KeyUsage {
        key_id: id,
        interval: found.interval,
        from: found.from.to_string(),
        to: found.to.to_string(),
        total,
        items: found
            .steps
            .iter()
            .map(|(start, counts)| UsageStep { start: start.to_string(), outcomes: outcomes(counts) })
            .collect(),
    }))
}
