//! `POST /v1/events`

use std::sync::Arc;

use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use keyward_api::{ErrorBody, EventAccepted, IngestEvent};
use keyward_metering::events::ingest::{self as operation, Batch};

use super::{caller, limited};
use crate::App;
use crate::http::{Category, Json, Sender};

pub(super) const ACCEPTED: &str = "Event accepted for processing";

/// Send an event.
///
/// It is durable before the answer, and counts once however often its `event_id` is sent. Publishable keys may call this.
#[utoipa::path(
    post,
    path = "/v1/events",
    tag = "events",
    operation_id = "ingest_event",
    request_body = IngestEvent,
    responses(
        (status = 202, body = EventAccepted),
        (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 413, body = ErrorBody), (status = 429, body = ErrorBody), (status = 503, body = ErrorBody)
    )
)]
pub(crate) async fn ingest(State(app): State<Arc<App>>, Sender(actor): Sender, request: Request) -> Response {
    let answer = async {
        let body = Json::<IngestEvent>::from_request(request, &app).await?;
        let events = vec![input(body.value)];
        let taken = operation::ingest(&app.metering, &caller(&actor)?, Batch::One, events).await?;
        let event_id = taken.event_ids.into_iter().next().unwrap_or_default();
        Ok((StatusCode::ACCEPTED, axum::Json(EventAccepted { message: ACCEPTED, event_id })).into_response())
    };
    limited(&app, Category::Events, &actor, answer).await
}

pub(super) fn input(event: IngestEvent) -> operation::IngestEvent {
    operation::IngestEvent {
        event_name: event.event_name,
        external_customer_id: event.external_customer_id,
        event_id: event.event_id,
        timestamp: event.timestamp,
        source: event.source,
        properties: event.properties.map(|json| String::from(Box::<str>::from(json))),
    }
}
