//! Name a tenant anew: one's own, or any for an operator.

use keyward_domain::{Invalid, Name, Tenant};
use keyward_storage::changes::Change;
use keyward_storage::tenants;

use super::create::{taken, target};
use super::get::{TENANT, within_reach};
use crate::{Actor, Authority, Error, needs};

/// Names the tenant of that id, which must be the actor's own unless they are an operator.
pub async fn rename(authority: &Authority, actor: &Actor, id: &str, name: &str) -> Result<Tenant, Error> {
    if !actor.is_operator() {
        actor.may_write(needs::TENANT_WRITE)?;
    }
    let name: Name = name.parse().map_err(|error| Invalid::one("name", error))?;
    let id = within_reach(authority, actor, id)?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    tenants::get(&tx, id).await?.ok_or(Error::NotFound(TENANT))?;
    let tenant = tenants::rename(&tx, id, &name).await.map_err(taken)?;
    authority.note(&tx, &actor.within(id), "tenant.update", target(&tenant), "{}", now).await?;
    authority.finish(tx, Change::Tenant(id)).await?;
    Ok(tenant)
}
