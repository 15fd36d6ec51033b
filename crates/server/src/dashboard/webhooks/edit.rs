//! `/dashboard/{environment}/webhooks/{endpoint}/edit`

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::needs;
use keyward_authority::webhooks::EndpointId;
use keyward_authority::webhooks::endpoints::get;
use keyward_authority::webhooks::endpoints::update::{self as operation, UpdateEndpoint};

use super::form::{Purpose, Typed, show};
use crate::App;
use crate::dashboard::form::Sent;
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem, faults};

/// The form, with what the endpoint is.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
    here: Here,
) -> Result<Response, Problem> {
    here.actor.may_write(needs::WEBHOOK_WRITE)?;
    let endpoint = get::get(&app.authority, &here.actor, EndpointId::Native(&id)).await?;
    Ok(show(&here, purpose(&id), Typed::of(&endpoint), Faults::default()))
}

/// Changes where it is and what it wants. What waits already goes where it is now.
pub(in crate::dashboard) async fn edit(
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let typed = Typed::sent(&sent);
    let input = UpdateEndpoint {
        url: Some(typed.url.clone()),
        events: Some(typed.events()),
        description: Some(typed.description()),
        is_active: None,
    };
    match operation::update(&app.authority, &here.actor, EndpointId::Native(&id), &input).await {
        Ok(_) => Ok(here.go(&format!("/webhooks/{id}?done=changed"))),
        Err(error) => Ok(show(&here, purpose(&id), typed, faults(error)?)),
    }
}

fn purpose(id: &str) -> Purpose {
    Purpose {
        title: "Change the endpoint",
        button: "Save",
        path: format!("/webhooks/{id}/edit"),
        back: format!("/webhooks/{id}"),
        once: String::new(),
    }
}
