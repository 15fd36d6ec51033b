//! Change a customer.

use keyward_domain::webhook::WebhookKind;
use keyward_domain::{Customer, Invalid};
use keyward_storage::customers::{self, CustomerChange};

use super::{CUSTOMER, Facts, target};
use crate::{Actor, Authority, Error, needs};

/// What a customer is to be, as the wire sends it. Its external id stays: events and your own records go by it.
#[derive(Debug, Clone, Default)]
pub struct UpdateCustomer {
    /// The external id, which may be repeated and not changed.
    pub external_id: Option<String>,
    /// What people call it: 1 to 255 characters.
    pub name: String,
    /// Its address; absent: none.
    pub email: Option<String>,
    /// A JSON object of at most 4 KiB; absent: an empty one.
    pub metadata: Option<String>,
}

/// Replaces what is known of a customer.
pub async fn update(
    authority: &Authority,
    actor: &Actor,
    id: &str,
    input: &UpdateCustomer,
) -> Result<Customer, Error> {
    actor.may_write(needs::CUSTOMER_WRITE)?;
    let environment = actor.environment()?;
    let mut invalid = Invalid::none();
    let facts = Facts::check(&mut invalid, &input.name, input.email.as_deref(), input.metadata.as_deref());
    let name = invalid.into_value(facts.name)?;
    let id = authority.decode(id, CUSTOMER)?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let found = customers::lock(&tx, environment, id).await?.ok_or(Error::NotFound(CUSTOMER))?;
    if input.external_id.as_deref().is_some_and(|text| text != found.external_id.as_str()) {
        return Err(Invalid::one("external_id", "can't be changed").into());
    }
    let change = CustomerChange { name: &name, email: facts.email.as_deref(), metadata: &facts.metadata };
    let changed = customers::update(&tx, id, &change).await?;
    authority.note(&tx, actor, "customer.update", target(&changed), "{}", now).await?;
    authority.tell_of_customer(&tx, WebhookKind::CustomerUpdated, &changed, now).await?;
    tx.commit().await?;
    Ok(changed)
}
