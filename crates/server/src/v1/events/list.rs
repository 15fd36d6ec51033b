//! `GET /v1/events`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, EventList};
use keyward_domain::Invalid;
use keyward_metering::events::query as operation;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{caller, view};
use crate::App;
use crate::http::{ApiError, Caller, Query};

/// Which events.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// Your own id of a customer.
    external_customer_id: Option<String>,
    /// What happened.
    event_name: Option<String>,
    /// An id.
    event_id: Option<String>,
    /// Where they came from.
    source: Option<String>,
    /// The first time, RFC 3339.
    start_time: Option<String>,
    /// The first time that is too late.
    end_time: Option<String>,
    /// `timestamp`.
    sort: Option<String>,
    /// `asc` or `desc` (default).
    order: Option<String>,
    /// Events of a page: 1 to 50 (default).
    page_size: Option<String>,
    /// Events to pass over.
    offset: Option<String>,
    /// `next_cursor` of the page before, instead of an offset.
    cursor: Option<String>,
}

/// Find events. `POST /v1/events/query` filters by properties, too.
#[utoipa::path(
    get,
    path = "/v1/events",
    tag = "events",
    operation_id = "list_events",
    params(Filter),
    responses((status = 200, body = EventList), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody))
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Query(asked): Query<Filter>,
) -> Result<axum::Json<EventList>, ApiError> {
    let number = |field: &str, text: Option<String>| -> Result<Option<u64>, Invalid> {
        let read = |text: String| text.parse().map_err(|_| Invalid::one(field, "must be a whole number"));
        text.map(read).transpose()
    };
    let input = operation::QueryEvents {
        external_customer_id: asked.external_customer_id,
        event_name: asked.event_name,
        event_id: asked.event_id,
        source: asked.source,
        start_time: asked.start_time,
        end_time: asked.end_time,
        property_filters: Vec::new(),
        sort: asked.sort,
        order: asked.order,
        page_size: number("page_size", asked.page_size)?,
        offset: number("offset", asked.offset)?,
        cursor: asked.cursor,
    };
    let found = operation::query(&app.metering, &caller(&actor)?, &input).await?;
    Ok(axum::Json(view::events(found)))
}
