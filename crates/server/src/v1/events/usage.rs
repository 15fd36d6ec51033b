//! `POST /v1/events/usage`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, OneOrMany, UsageQuery, UsageView};
use keyward_metering::usage as operation;

use super::{caller, view};
use crate::App;
use crate::http::{ApiError, Caller, Json};

/// What events come to, in windows of time and groups.
#[utoipa::path(
    post,
    path = "/v1/events/usage",
    tag = "events",
    operation_id = "get_usage",
    request_body = UsageQuery,
    responses((status = 200, body = UsageView), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody))
)]
pub(crate) async fn usage(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    body: Json<UsageQuery>,
) -> Result<axum::Json<UsageView>, ApiError> {
    let asked = body.value;
    let input = operation::UsageQuery {
        event_name: asked.event_name,
        aggregation_type: asked.aggregation_type,
        property_name: asked.property_name,
        external_customer_id: asked.external_customer_id,
        start_time: asked.start_time,
        end_time: asked.end_time,
        window_size: asked.window_size,
        group_by: match asked.group_by {
            None => Vec::new(),
            Some(OneOrMany::One(one)) => vec![one],
            Some(OneOrMany::Many(many)) => many,
        },
        filters: view::filters("filters", asked.filters)?,
    };
    let usage = operation::usage(&app.metering, &caller(&actor)?, &input).await?;
    Ok(axum::Json(view::usage(usage)))
}
