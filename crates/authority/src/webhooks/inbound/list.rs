//! Whose webhooks are taken.

use keyward_domain::Page;
use keyward_domain::webhook::WebhookConnection;
use keyward_storage::webhooks::connections;

use crate::keys::list::Listed;
use crate::{Actor, Authority, Error, needs};

/// A page of the connections of the actor's environment, oldest first; never their secrets.
pub async fn list(
    authority: &Authority,
    actor: &Actor,
    page: Page,
) -> Result<Listed<WebhookConnection>, Error> {
    actor.may_read(needs::WEBHOOK_READ)?;
    let environment = actor.environment()?;
    let (items, total) = connections::list(&authority.storage().reader(), environment, page).await?;
    Ok(Listed { items, total })
}
