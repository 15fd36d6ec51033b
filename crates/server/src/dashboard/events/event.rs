//! `GET /dashboard/{environment}/events/one?id=`: an event. Its id may hold anything, so it is no part of the path.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_metering::events::Event;
use keyward_metering::events::query::{QueryEvents, query};

use super::{SECTION, caller};
use crate::App;
use crate::dashboard::form::Asked;
use crate::dashboard::here::Here;
use crate::dashboard::json::spread;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;
use crate::http::ApiError;

#[derive(Template)]
#[template(path = "dashboard/events/event.html")]
struct EventPage {
    shell: Shell,
    event: Event,
    at: Moment,
    received: Moment,
    properties: String,
}

/// All about an event.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    // An id may begin or end with spaces.
    let input = QueryEvents { event_id: Some(asked.as_typed("id").to_owned()), ..QueryEvents::default() };
    let found = query(&app.metering, &caller(&here)?, &input).await.map_err(ApiError::from)?;
    let event = found.events.into_iter().next().ok_or_else(Problem::missing)?;
    let now = app.authority.now();
    Ok(here.page(SECTION, |shell| EventPage {
        shell,
        at: Moment::new(event.at, now),
        received: Moment::new(event.received_at, now),
        properties: spread(&event.properties),
        event,
    }))
}
