//! A tenant: one's own, or any for an operator.

use keyward_domain::{Id, Tenant};
use keyward_storage::tenants;

use crate::{Actor, Authority, Error, needs};

pub(super) const TENANT: &str = "Tenant";

/// The tenant of that id, which must be the actor's own unless they are an operator.
pub async fn get(authority: &Authority, actor: &Actor, id: &str) -> Result<Tenant, Error> {
    if !actor.is_operator() {
        actor.may_read(needs::TENANT_READ)?;
    }
    let id = within_reach(authority, actor, id)?;
    tenants::get(&authority.storage().reader(), id).await?.ok_or(Error::NotFound(TENANT))
}

/// The id, if such a tenant may exist for the actor.
pub(super) fn within_reach(authority: &Authority, actor: &Actor, id: &str) -> Result<Id<Tenant>, Error> {
    let id = authority.decode(id, TENANT)?;
    if id == actor.tenant || actor.is_operator() { Ok(id) } else { Err(Error::NotFound(TENANT)) }
}
