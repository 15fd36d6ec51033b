//! `GET /dashboard/{environment}/webhooks/{endpoint}`

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::needs;
use keyward_authority::webhooks::EndpointId;
use keyward_authority::webhooks::deliveries::list::list as deliveries;
use keyward_authority::webhooks::endpoints::get;
use keyward_domain::Order;
use keyward_domain::webhook::{WebhookDelivery, WebhookEndpoint};

use super::SECTION;
use crate::App;
use crate::dashboard::form::Asked;
use crate::dashboard::here::Here;
use crate::dashboard::pages::Pages;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;
use crate::dashboard::trail::{Done, trail};

const PER_PAGE: u64 = 20;
const STATES: [(&str, &str); 4] =
    [("", "All"), ("waiting", "Waiting"), ("delivered", "Delivered"), ("dead", "Dead letters")];
const NEWS: [(&str, &str); 3] = [
    ("changed", "The endpoint is changed. What waits already goes where it is now."),
    (
        "disabled",
        "The endpoint is switched off. What waited for it is a dead letter now, and may be sent again later.",
    ),
    ("enabled", "The endpoint is switched on again, and is told what happens from now on."),
];

/// A delivery in the table.
struct Row {
    id: String,
    kind: String,
    state: &'static str,
    attempts: u32,
    /// What the last attempt came to.
    last: String,
    created: Moment,
    next: Option<Moment>,
}

#[derive(Template)]
#[template(path = "dashboard/webhooks/show.html")]
struct EndpointPage {
    shell: Shell,
    news: &'static str,
    may: bool,
    id: String,
    endpoint: WebhookEndpoint,
    created: Moment,
    failing: Option<Moment>,
    given_up: Option<Moment>,
    /// Until when two secrets sign.
    two_until: Option<Moment>,
    state: &'static str,
    rows: Vec<Row>,
    pages: Pages,
    trail: Option<Vec<Done>>,
}

/// All about an endpoint, and what was sent to it.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let named = EndpointId::Native(&id);
    let endpoint = get::get(&app.authority, &here.actor, named).await?;
    let state = STATES.iter().find(|(word, _)| *word == asked.text("state")).map_or("", |(word, _)| *word);
    let pages = Pages::asked(&asked, PER_PAGE);
    let wanted = Some(state).filter(|state| !state.is_empty());
    let part = pages.part(Order::Descending);
    let found = deliveries(&app.authority, &here.actor, named, wanted, part).await?;
    let trail = trail(&app, &here, &id).await?;
    let now = app.authority.now();
    let moment = |time| Moment::new(time, now);
    let row = |it: WebhookDelivery| Row {
        last: it
            .log
            .last()
            .map(|attempt| match (attempt.status, &attempt.error) {
                (Some(status), _) => status.to_string(),
                (None, error) => error.clone().unwrap_or_default(),
            })
            .unwrap_or_default(),
        id: it.id,
        kind: it.kind,
        state: it.state.as_str(),
        attempts: it.attempts,
        created: moment(it.created_at),
        next: it.next_attempt_at.filter(|at| *at > now).map(moment),
    };
    Ok(here.page(SECTION, |shell| EndpointPage {
        shell,
        news: asked.news(&NEWS),
        may: here.may(needs::WEBHOOK_WRITE),
        id,
        created: moment(endpoint.created_at),
        failing: endpoint.failing_since.map(moment),
        given_up: endpoint.disabled_at.map(moment),
        two_until: endpoint.old_secret_until.filter(|until| *until > now).map(moment),
        endpoint,
        state,
        rows: found.items.into_iter().map(row).collect(),
        pages: pages.found(found.total, &[("state", state)]),
        trail,
    }))
}
