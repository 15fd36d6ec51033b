//! `/dashboard/{environment}/webhooks/{endpoint}/deliveries/{delivery}`

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::needs;
use keyward_authority::webhooks::deliveries::{get, redeliver as operation};
use keyward_authority::webhooks::{Desk, EndpointId, endpoints};
use keyward_domain::webhook::{DeliveryState, WebhookAttempt, WebhookDelivery};

use super::SECTION;
use crate::App;
use crate::dashboard::form::Sent;
use crate::dashboard::here::Here;
use crate::dashboard::json::spread;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;

/// An attempt in the log.
struct Attempt {
    attempt: WebhookAttempt,
    at: Moment,
}

#[derive(Template)]
#[template(path = "dashboard/webhooks/delivery.html")]
struct DeliveryPage {
    shell: Shell,
    may: bool,
    endpoint: String,
    url: String,
    active: bool,
    delivery: WebhookDelivery,
    created: Moment,
    settled: Option<Moment>,
    next: Option<Moment>,
    attempts: Vec<Attempt>,
    /// The JSON that is sent, with a line for each of its parts.
    body: String,
}

/// What was sent, how often it was tried, and what was answered.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Path((_, endpoint, id)): Path<(String, String, String)>,
    here: Here,
) -> Result<Response, Problem> {
    let to = endpoints::get::get(&app.authority, &here.actor, EndpointId::Native(&endpoint)).await?;
    let get::Whole { delivery, body } = get::get(&app.authority, &here.actor, &endpoint, &id).await?;
    let now = app.authority.now();
    let moment = |time| Moment::new(time, now);
    let attempt = |attempt: &WebhookAttempt| Attempt { at: moment(attempt.at), attempt: attempt.clone() };
    let body = spread(&body);
    Ok(here.page(SECTION, |shell| DeliveryPage {
        shell,
        may: here.may(needs::WEBHOOK_WRITE),
        endpoint,
        url: to.url,
        active: to.active,
        created: moment(delivery.created_at),
        settled: delivery.settled_at.map(moment),
        next: delivery.next_attempt_at.filter(|at| *at > now).map(moment),
        attempts: delivery.log.iter().rev().map(attempt).collect(),
        delivery,
        body,
    }))
}

/// Sends it once more.
pub(in crate::dashboard) async fn redeliver(
    State(app): State<Arc<App>>,
    Path((_, endpoint, id)): Path<(String, String, String)>,
    here: Here,
    _: Sent,
) -> Result<Response, Problem> {
    // The page is the endpoint's: a delivery of another one is not there.
    get::get(&app.authority, &here.actor, &endpoint, &id).await?;
    operation::redeliver(&app.authority, &here.actor, Desk::Native, &id).await?;
    Ok(here.go(&format!("/webhooks/{endpoint}/deliveries/{id}")))
}

impl DeliveryPage {
    fn waits(&self) -> bool {
        self.delivery.state == DeliveryState::Waiting
    }

    /// Whether its end is near enough to wait for it.
    fn is_under_way(&self) -> bool {
        self.waits() && self.delivery.log.is_empty()
    }

    fn of_license(&self) -> bool {
        self.delivery.kind.starts_with("license.")
    }
}
