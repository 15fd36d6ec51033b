//! Events, and what they come to.

mod event;
mod export;
mod list;
mod plot;
mod question;
mod table;
mod usage;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use keyward_metering::events::query::{QueryEvents, query};
use keyward_metering::{Caller, Error};

use crate::App;
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem};
use crate::http::ApiError;

/// The section's name in the navigation.
const SECTION: &str = "events";
/// More than any field takes.
const MOST_TYPED: usize = 300;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/dashboard/{environment}/events", get(list::page))
        .route("/dashboard/{environment}/events/one", get(event::page))
        .route("/dashboard/{environment}/events/usage", get(usage::page))
        .route("/dashboard/{environment}/events/usage/export", get(export::export))
}

/// Who looks, as metering asks it.
fn caller(here: &Here) -> Result<Caller<'_>, Problem> {
    let actor = &here.actor;
    Ok(Caller {
        environment: actor.environment()?,
        permissions: actor.permissions(),
        tenant_suspended: actor.tenant_suspended(),
        customer: None,
    })
}

/// What a form is told that can be mended; everything else is a page of its own.
fn faults(error: Error) -> Result<Faults, Problem> {
    match error {
        Error::Invalid(invalid) => Ok(Faults::from(invalid)),
        error => Err(ApiError::from(error).into()),
    }
}

/// The names of the latest events, to choose from.
async fn lately(app: &App, here: &Here) -> Result<Vec<String>, Problem> {
    let latest = query(&app.metering, &caller(here)?, &QueryEvents::default()).await;
    let mut names: Vec<_> =
        latest.map_err(ApiError::from)?.events.into_iter().map(|event| event.name).collect();
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

/// A time as the field of a form has it, without a zone, in UTC; what else may be a time stays as it is.
fn utc(text: &str) -> Option<String> {
    let suffix = match text.len() {
        0 => return None,
        16 => ":00Z",
        19 => "Z",
        _ => "",
    };
    Some(format!("{text}{suffix}"))
}

/// What came to the field, so that it may stand there again.
fn typed(text: &str) -> String {
    text.chars().filter(|char| !char.is_control()).take(MOST_TYPED).collect()
}
