//! The endpoints of an environment, or of an account of the hub.

use keyward_domain::Page;
use keyward_domain::webhook::WebhookEndpoint;
use keyward_storage::webhooks::endpoints;

use crate::keys::list::Listed;
use crate::webhooks::Desk;
use crate::{Actor, Authority, Error};

/// A page of endpoints in the order of the page.
pub async fn list(
    authority: &Authority,
    actor: &Actor,
    desk: Desk,
    page: Page,
) -> Result<Listed<WebhookEndpoint>, Error> {
    let scope = desk.read(authority, actor).await?;
    let (items, total) = endpoints::list(&authority.storage().reader(), scope, page).await?;
    Ok(Listed { items, total })
}
