//! What became of an attempt, and what follows of it.

use keyward_domain::webhook::{
    DeliveryState, SWITCH_OFF_AFTER, WebhookAttempt, WebhookEndpoint, next_attempt,
};
use keyward_domain::{AuditActor, AuditEvent, Outcome as Audited, Timestamp};
use keyward_storage::webhooks::endpoints;
use keyward_storage::webhooks::queue::{self, Claimed};
use keyward_storage::{Tx, audit};

use crate::mail::Letter;
use crate::webhooks::{Answered, owners_of, target};
use crate::{Authority, Error};

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The endpoint answered.
    Answered(Answered),
    /// It did not, or was not asked, for this reason.
    Failed(String),
    /// Nothing was sent: the endpoint is off.
    SwitchedOff,
}

impl Outcome {
    fn status(&self) -> Option<u16> {
        match self {
            Self::Answered(answer) => Some(answer.status),
            Self::Failed(_) | Self::SwitchedOff => None,
        }
    }

    fn is_taken(&self) -> bool {
        self.status().is_some_and(|status| (200..300).contains(&status))
    }

    fn error(&self) -> Option<String> {
        match self {
            Self::Answered(_) if self.is_taken() => None,
            Self::Answered(Answered { status: 300..400, .. }) => {
                Some("answered with a redirect, which is not followed".to_owned())
            }
            Self::Answered(answer) => Some(format!("answered {}", answer.status)),
            Self::Failed(reason) => Some(reason.clone()),
            Self::SwitchedOff => Some("the endpoint is switched off".to_owned()),
        }
    }
}

/// Writes it down. The endpoint before the delivery: whoever holds both takes them in this order.
pub(super) async fn settle(
    authority: &Authority,
    claimed: &Claimed,
    began: Timestamp,
    outcome: Outcome,
) -> Result<(), Error> {
    let now = authority.now();
    let millis = now.as_micros().saturating_sub(began.as_micros()) / 1000;
    let attempt = WebhookAttempt {
        number: claimed.attempt,
        at: began,
        millis: u32::try_from(millis).unwrap_or_default(),
        status: outcome.status(),
        error: outcome.error(),
        answer: match &outcome {
            // PostgreSQL's texts have no NUL.
            Outcome::Answered(answer) => Some(answer.body.replace('\0', "\u{fffd}")),
            Outcome::Failed(_) | Outcome::SwitchedOff => None,
        },
    };
    let tx = authority.storage().begin().await?;
    if outcome.is_taken() {
        endpoints::took(&tx, claimed.endpoint.id).await?;
        queue::settle(&tx, &claimed.id, &attempt, DeliveryState::Delivered, None, now).await?;
        return Ok(tx.commit().await?);
    }
    let failing = match outcome {
        Outcome::SwitchedOff => None,
        _ => endpoints::refused(&tx, claimed.endpoint.id, now).await?,
    };
    let next = failing.as_ref().and_then(|_| next_attempt(claimed.since, now, random(authority)));
    let state = if next.is_some() { DeliveryState::Waiting } else { DeliveryState::Dead };
    tracing::info!(
        delivery = claimed.id,
        attempt = claimed.attempt,
        why = attempt.error.as_deref().unwrap_or_default(),
        next = next.map(|next| next.to_string()),
        "a webhook was not taken"
    );
    queue::settle(&tx, &claimed.id, &attempt, state, next, now).await?;
    if let Some(endpoint) = failing.filter(|endpoint| is_lost(endpoint, now)) {
        switch_off(authority, &tx, &endpoint, now).await?;
    }
    tx.commit().await?;
    authority.mail_waits();
    Ok(())
}

fn is_lost(endpoint: &WebhookEndpoint, now: Timestamp) -> bool {
    endpoint.active && endpoint.failing_since.is_some_and(|since| since.plus(SWITCH_OFF_AFTER) <= now)
}

/// Switches off an endpoint that has failed for so long, and tells those who look after the tenant.
async fn switch_off(
    authority: &Authority,
    tx: &Tx,
    endpoint: &WebhookEndpoint,
    now: Timestamp,
) -> Result<(), Error> {
    endpoints::switch_off(tx, endpoint.id, now).await?;
    let since = endpoint.failing_since.unwrap_or(now).to_string();
    let letter = Letter::WebhookDisabled { url: &endpoint.url, since: &since };
    for owner in owners_of(tx, endpoint.tenant, None).await? {
        authority.post(tx, endpoint.tenant, &owner, &letter, None, now).await?;
    }
    let event = AuditEvent {
        actor: AuditActor::system("webhooks"),
        action: "webhook.disable",
        target: target(endpoint),
        outcome: Audited::Done,
        detail: serde_json::json!({"failing_since": since}).to_string(),
    };
    Ok(audit::append(tx, endpoint.tenant, now, &[event]).await?)
}

fn random(authority: &Authority) -> u32 {
    let mut bytes = [0; 4];
    authority.entropy().fill(&mut bytes);
    u32::from_le_bytes(bytes)
}
