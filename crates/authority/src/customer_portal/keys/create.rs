//! A customer makes a key of its own.

use keyward_domain::{Invalid, Name, Owner, PortalRight};
use keyward_storage::keys::{self, NewKey};
use keyward_storage::{changes, customers};

use crate::customer_portal::PortalActor;
use crate::keys::Created;
use crate::{Answer, Authority, Error, Once, check};

/// A key to be, as the wire sends it.
#[derive(Debug, Clone, Default)]
pub struct CreatePortalKey {
    /// What people call it: 1 to 255 characters.
    pub name: String,
    /// When it ends, RFC 3339.
    pub expires_at: Option<String>,
    /// Or after how many seconds.
    pub ttl_seconds: Option<i64>,
}

/// How many keys that may be used a customer can come to have by its portal.
const MOST: usize = 100;

/// Makes a key that belongs to the customer and may do what the tenant said when it let the customer in.
pub async fn create(
    authority: &Authority,
    actor: &PortalActor,
    input: &CreatePortalKey,
    once: &Once<'_, Created>,
) -> Result<Answer<Created>, Error> {
    actor.may_write(PortalRight::KeysWrite)?;
    let now = authority.now();
    let mut invalid = Invalid::none();
    let name = invalid.check("name", input.name.parse::<Name>());
    let expires_at = check::expiry(&mut invalid, "", input.expires_at.as_deref(), input.ttl_seconds, now);
    let name = invalid.into_value(name)?;
    let minted = authority.mint(&authority.policy().native_format, actor.environment.kind)?;
    let (environment, customer) = (actor.session.environment, actor.customer.id);
    let tx = authority.storage().begin().await?;
    if let Some(again) = once.claim(authority, &tx, actor).await? {
        return Ok(again);
    }
    // Held, so that two at once don't come to more than there may be.
    if customers::lock(&tx, environment, customer).await?.is_none() {
        return Err(Error::InvalidToken);
    }
    let owner = Owner::Customer(customer);
    if keys::lock_live_of(&tx, owner, now).await?.len() >= MOST {
        return Err(Error::InvalidOperation("The customer has 100 keys that may be used: revoke one first"));
    }
    let scope = (actor.session.tenant, environment);
    let permissions = actor.session.permissions.clone();
    let new = NewKey { expires_at, ..minted.key(scope, owner, name, permissions, now) };
    let key = keys::insert(&tx, &new).await?;
    actor.record(authority, &tx, "key.create", &key, now).await?;
    let (digest, external_id) = (key.digest, Some(actor.customer.external_id.clone()));
    let created = Created { key, external_id, credits: None, secret: minted.secret };
    once.settle(authority, &tx, actor, &created).await?;
    authority.finish(tx, changes::Change::Keys(vec![digest])).await?;
    Ok(Answer::Fresh(created))
}
