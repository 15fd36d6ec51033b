//! Endpoints and deliveries as the wire shows them.

use keyward_api::{AttemptView, DeliveryView, WebhookView, WebhookWithSecret};
use keyward_authority::webhooks::endpoints::Created;
use keyward_domain::webhook::{WebhookAttempt, WebhookDelivery, WebhookEndpoint};

use crate::App;

pub(super) fn endpoint(app: &App, endpoint: &WebhookEndpoint) -> WebhookView {
    WebhookView {
        id: app.authority.ids().encode(endpoint.id),
        url: endpoint.url.clone(),
        events: endpoint.interest.iter().map(str::to_owned).collect(),
        description: endpoint.description.clone(),
        is_active: endpoint.active,
        disabled_at: endpoint.disabled_at.map(|at| at.to_string()),
        failing_since: endpoint.failing_since.map(|at| at.to_string()),
        old_secret_until: endpoint
            .old_secret_until
            .filter(|until| *until > app.authority.now())
            .map(|until| until.to_string()),
        created_at: endpoint.created_at.to_string(),
        updated_at: endpoint.updated_at.to_string(),
    }
}

pub(super) fn created(app: &App, created: &Created) -> WebhookWithSecret {
    let webhook = endpoint(app, &created.endpoint);
    WebhookWithSecret { secret: created.secret.expose().to_owned(), webhook }
}

pub(super) fn delivery(delivery: WebhookDelivery) -> DeliveryView {
    DeliveryView {
        id: delivery.id,
        event_id: delivery.event_id,
        kind: delivery.kind,
        state: delivery.state.as_str().to_owned(),
        attempts: delivery.attempts,
        next_attempt_at: delivery.next_attempt_at.map(|at| at.to_string()),
        created_at: delivery.created_at.to_string(),
        settled_at: delivery.settled_at.map(|at| at.to_string()),
        log: delivery.log.into_iter().map(attempt).collect(),
    }
}

fn attempt(attempt: WebhookAttempt) -> AttemptView {
    AttemptView {
        number: attempt.number,
        at: attempt.at.to_string(),
        duration_ms: attempt.millis,
        status: attempt.status,
        error: attempt.error,
        answer: attempt.answer,
    }
}
