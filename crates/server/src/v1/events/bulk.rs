//! `POST /v1/events/bulk`

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use keyward_api::{BulkEvents, ErrorBody, EventsAccepted};
use keyward_authority::Actor;
use keyward_metering::events::ingest::{self as operation, Batch};

use super::ingest::input;
use super::{caller, limited};
use crate::App;
use crate::http::{self, ApiError, Category, Sender};

/// Send up to 1000 events: all or none.
///
/// They are durable before the answer. Publishable keys may call this.
#[utoipa::path(
    post,
    path = "/v1/events/bulk",
    tag = "events",
    operation_id = "ingest_events",
    request_body = BulkEvents,
    responses(
        (status = 202, body = EventsAccepted),
        (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 413, body = ErrorBody), (status = 429, body = ErrorBody), (status = 503, body = ErrorBody)
    )
)]
pub(crate) async fn bulk(State(app): State<Arc<App>>, Sender(actor): Sender, request: Request) -> Response {
    limited(&app, Category::EventsBulk, &actor, take(&app, &actor, request)).await
}

async fn take(app: &App, actor: &Actor, request: Request) -> Result<Response, ApiError> {
    // Who may not send is told so before a large body is read.
    let caller = caller(actor)?;
    if !caller.permissions.meet(keyward_metering::needs::EVENT_WRITE) {
        return Err(keyward_metering::Error::NotPermitted(keyward_metering::needs::EVENT_WRITE).into());
    }
    let raw = http::raw_body(request.into_body(), app.config.events.bulk_max_body_bytes).await?;
    let body: BulkEvents = http::parse(&raw)?;
    let events = body.events.into_iter().map(input).collect();
    let taken = operation::ingest(&app.metering, &caller, Batch::Many, events).await?;
    let message = "Events accepted for processing";
    let (event_ids, duplicates) = (taken.event_ids, taken.duplicates);
    Ok((StatusCode::ACCEPTED, axum::Json(EventsAccepted { message, event_ids, duplicates })).into_response())
}
