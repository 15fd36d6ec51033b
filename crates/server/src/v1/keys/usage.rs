//! `GET /v1/keys/{id}/usage`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, KeyUsage};
use keyward_authority::keys::usage;

use crate::App;
use crate::http::{ApiError, Caller, Path, Query};
use crate::v1::usage::{UsageQuery, view};

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
    Query(asked): Query<UsageQuery>,
) -> Result<axum::Json<KeyUsage>, ApiError> {
    let found = usage::usage(&app.authority, &actor, &id, &asked.input()).await?;
    let (from, to) = (found.from.to_string(), found.to.to_string());
    let (total, items) = view::told(&found.answers);
    Ok(axum::Json(KeyUsage { key_id: id, interval: found.interval, from, to, total, items }))
}
