//! Change an endpoint.

use keyward_domain::Invalid;
use keyward_domain::webhook::WebhookEndpoint;
use keyward_storage::webhooks::endpoints::{self, EndpointChange};

use super::fields;
use crate::webhooks::{EndpointId, target, url};
use crate::{Actor, Authority, Error};

/// What to change; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct UpdateEndpoint {
    /// Where.
    pub url: Option<String>,
    /// What it wants to be told.
    pub events: Option<Vec<String>>,
    /// What people say of it; `Some(None)`: nothing.
    #[expect(clippy::option_option, reason = "unchanged, none and some are three things")]
    pub description: Option<Option<String>>,
    /// Whether it is told anything. What waits for an endpoint that is switched off becomes a dead letter; switched on, it has failed at
    /// nothing yet.
    pub is_active: Option<bool>,
}

/// Changes an endpoint. What waits already goes where it is now.
pub async fn update(
    authority: &Authority,
    actor: &Actor,
    id: EndpointId<'_>,
    input: &UpdateEndpoint,
) -> Result<WebhookEndpoint, Error> {
    let scope = id.desk().write(authority, actor).await?;
    let targets = &authority.policy().webhooks.targets;
    let mut invalid = Invalid::none();
    let change = EndpointChange {
        url: input.url.as_deref().and_then(|text| url::check(&mut invalid, targets, text)),
        interest: input.events.as_deref().and_then(|all| fields::interest(&mut invalid, id.desk(), all)),
        description: input
            .description
            .as_ref()
            .map(|text| fields::description(&mut invalid, text.as_deref())),
        active: input.is_active,
    };
    invalid.into_result()?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let found = id.lock(authority, &tx, scope).await?;
    let changed = endpoints::change(&tx, found.id, &change, now).await?;
    authority.note(&tx, actor, "webhook.update", target(&changed), "{}", now).await?;
    tx.commit().await?;
    Ok(changed)
}
