//! Suspend a tenant, or let it write again. The operator's alone.

use keyward_domain::{Tenant, TenantStatus};
use keyward_storage::changes::Change;
use keyward_storage::tenants;

use super::create::target;
use super::get::TENANT;
use crate::{Actor, Authority, Error, Principal};

/// Sets the status of the tenant that the operator acts for; the next request of each of its keys obeys.
pub async fn set_status(authority: &Authority, actor: &Actor, status: TenantStatus) -> Result<Tenant, Error> {
    if !matches!(actor.principal, Principal::Operator) {
        return Err(Error::Forbidden("Only the operator may suspend a tenant"));
    }
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    tenants::set_status(&tx, actor.tenant, status).await?;
    let tenant = tenants::get(&tx, actor.tenant).await?.ok_or(Error::NotFound(TENANT))?;
    let detail = format!(r#"{{"status":"{}"}}"#, status.as_str());
    authority.note(&tx, actor, "tenant.set_status", target(&tenant), &detail, now).await?;
    authority.finish(tx, Change::Tenant(actor.tenant)).await?;
    Ok(tenant)
}
