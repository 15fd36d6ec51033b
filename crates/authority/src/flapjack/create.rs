//! Issue a key for oneself.

use keyward_domain::{Invalid, Name, Owner, RoleHolder};
use keyward_storage::keys::{self, NewKey};
use keyward_storage::users;

use crate::environments::production;
use crate::keys::Created;
use crate::{Actor, Answer, Authority, Error, Once, check, needs};

/// Issues a key that copies its maker's roles and what they stand for, for ever.
pub async fn create(
    authority: &Authority,
    actor: &Actor,
    name: &str,
    once: &Once<'_, Created>,
) -> Result<Answer<Created>, Error> {
    let user = actor.signed_in()?;
    actor.may_write(needs::SECRET_WRITE)?;
    let name: Name = name.parse().map_err(|error| Invalid::one("name", error))?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    if let Some(again) = once.claim(authority, &tx, actor).await? {
        return Ok(again);
    }
    let environment = production(&tx, actor).await?;
    let found = users::get(&tx, actor.tenant, user).await?.ok_or(Error::InvalidToken)?;
    let roles = check::copied(found.roles);
    let permissions = check::resolve_roles(&tx, actor, "roles", &roles, Some(RoleHolder::User)).await?;
    actor.may_hand_out(&permissions)?;
    let minted = authority.mint(&authority.policy().flapjack_format, environment.kind)?;
    let scope = (actor.tenant, environment.id);
    let new = NewKey { roles, ..minted.key(scope, Owner::User(user), name, permissions, now) };
    let key = keys::insert(&tx, &new).await?;
    let created = Created { key, external_id: None, credits: None, secret: minted.secret };
    once.settle(authority, &tx, actor, &created).await?;
    authority.commit(tx, actor, "key.create", &[&created.key], now).await?;
    Ok(Answer::Fresh(created))
}
