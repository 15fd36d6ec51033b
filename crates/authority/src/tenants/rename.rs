//! Name one's own tenant anew.

use keyward_domain::{Invalid, Name, Tenant};
use keyward_storage::changes::Change;
use keyward_storage::tenants;

use super::create::{taken, target};
use super::get::TENANT;
use crate::{Actor, Authority, Error, needs};

/// Names the tenant of that id, which must be the actor's own.
pub async fn rename(authority: &Authority, actor: &Actor, id: &str, name: &str) -> Result<Tenant, Error> {
    actor.may_write(needs::TENANT_WRITE)?;
    let name: Name = name.parse().map_err(|error| Invalid::one("name", error))?;
    if authority.decode(id, TENANT)? != actor.tenant {
        return Err(Error::NotFound(TENANT));
    }
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let tenant = tenants::rename(&tx, actor.tenant, &name).await.map_err(taken)?;
    authority.note(&tx, actor, "tenant.update", target(&tenant), "{}", now).await?;
    authority.finish(tx, Change::Tenant(actor.tenant)).await?;
    Ok(tenant)
}
