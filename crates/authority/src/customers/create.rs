//! Add a customer.

use keyward_domain::webhook::WebhookKind;
use keyward_domain::{Customer, ExternalId, Invalid};
use keyward_storage::customers::{self, NewCustomer};
use keyward_storage::{StorageError, Unique};

use super::{Facts, target};
use crate::{Actor, Answer, Authority, Error, Once, needs};

/// A customer to be, as the wire sends it.
#[derive(Debug, Clone, Default)]
pub struct CreateCustomer {
    /// The tenant's own id of it: 1 to 255 characters.
    pub external_id: String,
    /// What people call it: 1 to 255 characters.
    pub name: String,
    /// Its address.
    pub email: Option<String>,
    /// A JSON object of at most 4 KiB.
    pub metadata: Option<String>,
}

/// Adds a customer in the actor's environment. `AlreadyExists` when it has one of that external id.
pub async fn create(
    authority: &Authority,
    actor: &Actor,
    input: &CreateCustomer,
    once: &Once<'_, Customer>,
) -> Result<Answer<Customer>, Error> {
    actor.may_write(needs::CUSTOMER_WRITE)?;
    let environment = actor.environment()?;
    let mut invalid = Invalid::none();
    let external_id = invalid.check("external_id", input.external_id.parse::<ExternalId>());
    let facts = Facts::check(&mut invalid, &input.name, input.email.as_deref(), input.metadata.as_deref());
    let (external_id, name) = invalid.into_value(external_id.zip(facts.name))?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    if let Some(again) = once.claim(authority, &tx, actor).await? {
        return Ok(again);
    }
    let (tenant, email, metadata) = (actor.tenant, facts.email, facts.metadata);
    let new = NewCustomer { tenant, environment, external_id, name, email, metadata, now };
    let made = customers::insert(&tx, &new).await.map_err(|error| match error {
        StorageError::Taken(Unique::ExternalId) => {
            Error::AlreadyExists("A customer of this external_id exists")
        }
        other => other.into(),
    })?;
    once.settle(authority, &tx, actor, &made).await?;
    authority.note(&tx, actor, "customer.create", target(&made), "{}", now).await?;
    authority.tell_of_customer(&tx, WebhookKind::CustomerCreated, &made, now).await?;
    tx.commit().await?;
    Ok(Answer::Fresh(made))
}
