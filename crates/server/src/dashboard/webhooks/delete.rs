//! `/dashboard/{environment}/webhooks/{endpoint}/delete`

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::needs;
use keyward_authority::webhooks::EndpointId;
use keyward_authority::webhooks::deliveries::list::list as deliveries;
use keyward_authority::webhooks::endpoints::{delete as operation, get};
use keyward_domain::Page;

use super::SECTION;
use crate::App;
use crate::dashboard::form::Sent;
use crate::dashboard::here::Here;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;

#[derive(Template)]
#[template(path = "dashboard/webhooks/delete.html")]
struct DeletePage {
    shell: Shell,
    id: String,
    url: String,
    waiting: u64,
}

/// What will not be sent.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
    here: Here,
) -> Result<Response, Problem> {
    here.actor.may_write(needs::WEBHOOK_WRITE)?;
    let endpoint = EndpointId::Native(&id);
    let found = get::get(&app.authority, &here.actor, endpoint).await?;
    let waiting =
        deliveries(&app.authority, &here.actor, endpoint, Some("waiting"), Page::first(1)).await?.total;
    Ok(here.page(SECTION, |shell| DeletePage { shell, id, url: found.url, waiting }))
}

/// Ends it for ever.
pub(in crate::dashboard) async fn delete(
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
    here: Here,
    _: Sent,
) -> Result<Response, Problem> {
    operation::delete(&app.authority, &here.actor, EndpointId::Native(&id)).await?;
    Ok(here.go("/webhooks?done=deleted"))
}
