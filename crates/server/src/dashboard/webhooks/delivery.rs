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

    fn is_under_way(&self) -> bool {
        is_under_way(&self.delivery)
    }

    fn of_license(&self) -> bool {
        self.delivery.kind.starts_with("license.")
    }
}

/// Whether an attempt is being made or is due at once: the page looks again.
fn is_under_way(delivery: &WebhookDelivery) -> bool {
    let waits = delivery.state == DeliveryState::Waiting;
    let told = u32::try_from(delivery.log.len()).unwrap_or(u32::MAX);
    waits && (told < delivery.attempts || delivery.log.last().is_none_or(|last| last.error.is_none()))
}

#[cfg(test)]
mod tests {
    use keyward_domain::{Id, Timestamp};

    use super::*;

    #[test]
    fn what_is_not_told_to_the_end_is_under_way() {
        let now = Timestamp::from_micros(0);
        let attempt = |error: Option<&str>| WebhookAttempt {
            number: 1,
            at: now,
            millis: 1,
            status: None,
            error: error.map(str::to_owned),
            answer: None,
        };
        let delivery = |state, attempts, log| WebhookDelivery {
            id: String::new(),
            endpoint: Id::new(1),
            event_id: String::new(),
            kind: String::new(),
            state,
            attempts,
            next_attempt_at: None,
            created_at: now,
            settled_at: None,
            log,
        };
        let failed = || attempt(Some("no"));
        for (under_way, attempts, log) in [
            (true, 0, vec![]),
            (true, 1, vec![]),
            // Taken, and sent once more.
            (true, 1, vec![attempt(None)]),
            (true, 2, vec![failed()]),
            (false, 1, vec![failed()]),
        ] {
            assert_eq!(
                is_under_way(&delivery(DeliveryState::Waiting, attempts, log)),
                under_way,
                "{attempts}"
            );
        }
        assert!(!is_under_way(&delivery(DeliveryState::Delivered, 1, vec![])));
    }
}
