//! What was sent to an endpoint.

use keyward_domain::webhook::{DeliveryState, WebhookDelivery};
use keyward_domain::{Invalid, Page};
use keyward_storage::webhooks::deliveries;

use crate::keys::list::Listed;
use crate::webhooks::EndpointId;
use crate::{Actor, Authority, Error};

/// A page of what was or will be sent to an endpoint, newest first, each with its attempts.
pub async fn list(
    authority: &Authority,
    actor: &Actor,
    id: EndpointId<'_>,
    state: Option<&str>,
    page: Page,
) -> Result<Listed<WebhookDelivery>, Error> {
    let scope = id.desk().read(authority, actor).await?;
    let mut invalid = Invalid::none();
    let state: Option<DeliveryState> = state.and_then(|text| invalid.check("state", text.parse()));
    invalid.into_result()?;
    // A delivery and its log belong together.
    let reader = authority.storage().snapshot().await?;
    let endpoint = id.get(authority, &reader, scope).await?;
    let (items, total) = deliveries::list(&reader, endpoint.id, state, page).await?;
    Ok(Listed { items, total })
}
