//! Make an endpoint.

use keyward_domain::Invalid;
use keyward_storage::webhooks::endpoints::{self, NewEndpoint};

use super::{Created, fields};
use crate::webhooks::{Desk, secret, target, url};
use crate::{Actor, Answer, Authority, Error, Once};

/// An endpoint to be, as the wire sends it.
#[derive(Debug, Clone, Default)]
pub struct CreateEndpoint {
    /// Where.
    pub url: String,
    /// What it wants to be told.
    pub events: Vec<String>,
    /// What people say of it.
    pub description: Option<String>,
}

/// Makes an endpoint. It is told of everything that is committed after this was answered.
pub async fn create(
    authority: &Authority,
    actor: &Actor,
    desk: Desk,
    input: &CreateEndpoint,
    once: &Once<'_, Created>,
) -> Result<Answer<Created>, Error> {
    let scope = desk.write(authority, actor).await?;
    let policy = &authority.policy().webhooks;
    let mut invalid = Invalid::none();
    let url = url::check(&mut invalid, &policy.targets, &input.url);
    let interest = fields::interest(&mut invalid, desk, &input.events);
    let description = fields::description(&mut invalid, input.description.as_deref());
    let (url, interest) = invalid.into_value(url.zip(interest))?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    if let Some(again) = once.claim(authority, &tx, actor).await? {
        return Ok(again);
    }
    let secret = secret::mint(authority, desk);
    let sealed = secret::seal(authority, scope.tenant, &secret);
    let new = NewEndpoint { scope, url, interest, description, secret: sealed, now };
    let endpoint = endpoints::insert(&tx, &new).await?;
    let created = Created { endpoint, secret };
    once.settle(authority, &tx, actor, &created).await?;
    authority.note(&tx, actor, "webhook.create", target(&created.endpoint), "{}", now).await?;
    // Counted while the chain is held, so that many at once don't come to more than there may be.
    if endpoints::count(&tx, scope).await? > policy.max_endpoints {
        return Err(Error::LimitReached("There are as many endpoints as there may be"));
    }
    tx.commit().await?;
    Ok(Answer::Fresh(created))
}
