//! One endpoint.

use keyward_domain::webhook::WebhookEndpoint;

use crate::webhooks::EndpointId;
use crate::{Actor, Authority, Error};

/// The endpoint of that id; never its secret.
pub async fn get(authority: &Authority, actor: &Actor, id: EndpointId<'_>) -> Result<WebhookEndpoint, Error> {
    let scope = id.desk().read(authority, actor).await?;
    id.get(authority, &authority.storage().reader(), scope).await
}
