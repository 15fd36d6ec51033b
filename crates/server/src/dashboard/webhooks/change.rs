//! `POST /dashboard/{environment}/webhooks/{endpoint}/disable`, `…/enable` and `…/test`

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::webhooks::EndpointId;
use keyward_authority::webhooks::endpoints::test as operation;
use keyward_authority::webhooks::endpoints::update::{UpdateEndpoint, update};

use crate::App;
use crate::dashboard::form::Sent;
use crate::dashboard::here::Here;
use crate::dashboard::problem::Problem;

/// Switches an endpoint off.
pub(in crate::dashboard) async fn disable(
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
    here: Here,
    _: Sent,
) -> Result<Response, Problem> {
    switch(&app, &here, &id, false).await
}

/// Switches an endpoint on again.
pub(in crate::dashboard) async fn enable(
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
    here: Here,
    _: Sent,
) -> Result<Response, Problem> {
    switch(&app, &here, &id, true).await
}

async fn switch(app: &App, here: &Here, id: &str, on: bool) -> Result<Response, Problem> {
    let input = UpdateEndpoint { is_active: Some(on), ..UpdateEndpoint::default() };
    update(&app.authority, &here.actor, EndpointId::Native(id), &input).await?;
    Ok(here.go(&format!("/webhooks/{id}?done={}", if on { "enabled" } else { "disabled" })))
}

/// Sends it something, and shows what becomes of it.
pub(in crate::dashboard) async fn test(
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
    here: Here,
    _: Sent,
) -> Result<Response, Problem> {
    let put = operation::test(&app.authority, &here.actor, EndpointId::Native(&id)).await?;
    Ok(here.go(&format!("/webhooks/{id}/deliveries/{}", put.id)))
}
