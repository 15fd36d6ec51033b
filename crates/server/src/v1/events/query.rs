//! `POST /v1/events/query`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, EventList, QueryEvents};
use keyward_metering::events::query as operation;

use super::{caller, view};
use crate::App;
use crate::http::{ApiError, Caller, Json};

/// Find events.
#[utoipa::path(
    post,
    path = "/v1/events/query",
    tag = "events",
    operation_id = "query_events",
    request_body = QueryEvents,
    responses((status = 200, body = EventList), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody))
)]
pub(crate) async fn query(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    body: Json<QueryEvents>,
) -> Result<axum::Json<EventList>, ApiError> {
    let asked = body.value;
    let input = operation::QueryEvents {
        external_customer_id: asked.external_customer_id,
        event_name: asked.event_name,
        event_id: asked.event_id,
        source: asked.source,
        start_time: asked.start_time,
        end_time: asked.end_time,
        property_filters: view::filters("property_filters", asked.property_filters)?,
        sort: asked.sort,
        order: asked.order,
        page_size: asked.page_size,
        offset: asked.offset,
        cursor: asked.cursor,
    };
    let found = operation::query(&app.metering, &caller(&actor)?, &input).await?;
    Ok(axum::Json(view::events(found)))
}
