//! Suspend a tenant, or let it write again. An operator's alone.

use keyward_domain::{Tenant, TenantStatus};
use keyward_storage::changes::Change;
use keyward_storage::tenants;

use super::create::target;
use super::get::{TENANT, within_reach};
use crate::{Actor, Authority, Error};

/// Sets a tenant's status; the next request of each of its keys and people obeys.
pub async fn set_status(
    authority: &Authority,
    actor: &Actor,
    id: &str,
    status: TenantStatus,
) -> Result<Tenant, Error> {
    actor.must_be_operator()?;
    let id = within_reach(authority, actor, id)?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    if !tenants::set_status(&tx, id, status).await? {
        return Err(Error::NotFound(TENANT));
    }
    let tenant = tenants::get(&tx, id).await?.ok_or(Error::NotFound(TENANT))?;
    let detail = format!(r#"{{"status":"{}"}}"#, status.as_str());
    authority.note(&tx, &actor.within(id), "tenant.set_status", target(&tenant), &detail, now).await?;
    authority.finish(tx, Change::Tenant(id)).await?;
    Ok(tenant)
}
