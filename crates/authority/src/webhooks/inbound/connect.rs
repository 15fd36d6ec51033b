//! Take the webhooks of a provider.

use keyward_domain::Invalid;
use keyward_domain::webhook::{WebhookConnection, WebhookProvider};
use keyward_storage::webhooks::connections;
use keyward_storage::{StorageError, Unique};
use keyward_token::PlainSecret;

use super::{secret, target};
use crate::{Actor, Answer, Authority, Error, Once, needs};

/// A connection to be, as the wire sends it.
#[derive(Debug)]
pub struct CreateConnection {
    /// `stripe` or `standard`.
    pub provider: String,
    /// What proves the provider's messages.
    pub secret: PlainSecret,
}

/// Takes the webhooks of a provider in the actor's environment. `AlreadyExists` when it takes them already.
pub async fn connect(
    authority: &Authority,
    actor: &Actor,
    input: &CreateConnection,
    once: &Once<'_, WebhookConnection>,
) -> Result<Answer<WebhookConnection>, Error> {
    actor.may_write(needs::WEBHOOK_WRITE)?;
    let environment = actor.environment()?;
    let mut invalid = Invalid::none();
    let provider: Option<WebhookProvider> = invalid.check("provider", input.provider.parse());
    if let Some(provider) = provider {
        invalid.check("secret", secret::check(provider, input.secret.expose()));
    }
    let provider = invalid.into_value(provider)?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    if let Some(again) = once.claim(authority, &tx, actor).await? {
        return Ok(again);
    }
    let sealed = secret::seal(authority, environment, &input.secret);
    let made = connections::insert(&tx, actor.tenant, environment, provider, sealed, now).await;
    let made = made.map_err(|error| match error {
        StorageError::Taken(Unique::Connection) => {
            Error::AlreadyExists("The environment takes the webhooks of this provider already")
        }
        other => other.into(),
    })?;
    once.settle(authority, &tx, actor, &made).await?;
    authority.note(&tx, actor, "connection.create", target(&made), "{}", now).await?;
    tx.commit().await?;
    Ok(Answer::Fresh(made))
}
