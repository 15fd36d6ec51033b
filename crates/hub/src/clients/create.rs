//! Make a client.

use keyward_authority::{Actor, Answer, Once};
use keyward_domain::webhook::WebhookKind;
use keyward_domain::{AuditTarget, Client, EmailAddress, ExternalId, Invalid, Name};
use keyward_storage::clients::{self, NewClient};
use keyward_storage::{StorageError, Unique, customers, users};

use super::environment;
use crate::caller::Caller;
use crate::error::RefusalKind;
use crate::{Error, Hub, needs};

/// A client to be, as the wire sends it.
#[derive(Debug, Clone, Default)]
pub struct CreateClient {
    /// Its address, which nobody else may have: neither another account's client nor a person who signs in.
    pub email: String,
    /// What people call it: 1 to 255 characters.
    pub name: String,
    /// For whom it works: 1 to 255 characters.
    pub company: Option<String>,
}

/// Makes a client of the actor's account, which is a reseller's or an agency's. It can't sign in.
pub async fn create(
    hub: &Hub,
    actor: &Actor,
    input: &CreateClient,
    once: &Once<'_, Client>,
) -> Result<Answer<Client>, Error> {
    actor.may_write(needs::CLIENT_WRITE)?;
    let mut invalid = Invalid::none();
    let email = invalid.check("email", input.email.parse::<EmailAddress>());
    let name = invalid.check("name", input.name.parse::<Name>());
    let company = input.company.as_deref().and_then(|text| invalid.check("company", text.parse::<Name>()));
    let (email, name) = invalid.into_value(email.zip(name))?;
    let now = hub.now();
    let tx = hub.authority().storage().begin().await?;
    if let Some(again) = once.claim(hub.authority(), &tx, actor).await? {
        return Ok(again);
    }
    Caller::of(hub, &tx, actor).await?.must_be_partner()?;
    let taken = || Error::refused(RefusalKind::Invalid, "email_exists", "Email already registered");
    if users::find_sign_in(&tx, &email).await?.is_some() {
        return Err(taken());
    }
    let environment = environment(&tx, actor).await?.id;
    let external_id: ExternalId = format!("hub:{}", hub.unique_id(now)).parse().map_err(Error::broken)?;
    let new = NewClient { tenant: actor.tenant, environment, external_id, email, name, company, now };
    let made = clients::insert(&tx, &new).await.map_err(|error| match error {
        StorageError::Taken(Unique::ClientEmail) => taken(),
        other => other.into(),
    })?;
    once.settle(hub.authority(), &tx, actor, &made).await?;
    let target = AuditTarget { kind: "client", id: made.id.get(), name: made.name.to_string() };
    hub.authority().note(&tx, actor, "client.create", target, "{}", now).await?;
    if let Some(customer) = customers::get(&tx, environment, made.id).await? {
        hub.authority().tell_of_customer(&tx, WebhookKind::CustomerCreated, &customer, now).await?;
    }
    tx.commit().await?;
    Ok(Answer::Fresh(made))
}
