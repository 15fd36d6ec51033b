//! `GET /v1/usage/keys`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, KeysUsage};
use keyward_authority::usage::ReadUsage;
use keyward_authority::usage::keys::{self as operation, ReadKeysUsage};
use serde::Deserialize;
use utoipa::IntoParams;

use super::view;
use crate::App;
use crate::http::{ApiError, Caller, Query};

/// Which uses.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// `outcome` (the default: no groups), `key`, `owner`, or `customer`: owners that are customers.
    group_by: Option<String>,
    /// How many groups, the busiest first: 1 to 100, 10 by default.
    limit: Option<String>,
    /// RFC 3339; by default a day, 30 days or 365 days before `to`. The step in which it lies is told whole.
    from: Option<String>,
    /// RFC 3339; by default the end of the present hour.
    to: Option<String>,
    /// `hour` (the default; at most 31 days), `day` (366 days) or `month` (3660 days), UTC.
    interval: Option<String>,
}

/// How often the environment's keys were answered about, by code and time, and which keys or owners were the busiest. Uses of the last
/// second may be missing.
#[utoipa::path(
    get,
    path = "/v1/usage/keys",
    tag = "keys",
    operation_id = "keys_usage",
    params(Asked),
    responses((status = 200, body = KeysUsage), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody))
)]
pub(crate) async fn keys(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Query(asked): Query<Asked>,
) -> Result<axum::Json<KeysUsage>, ApiError> {
    let when = ReadUsage { from: asked.from, to: asked.to, interval: asked.interval };
    let input = ReadKeysUsage { when, group_by: asked.group_by, limit: asked.limit };
    let found = operation::usage(&app.authority, &actor, &input).await?;
    Ok(axum::Json(view::keys(app.authority.ids(), &found)))
}
