//! One's own tenant.

use keyward_domain::Tenant;
use keyward_storage::tenants;

use crate::{Actor, Authority, Error, needs};

pub(super) const TENANT: &str = "Tenant";

/// The tenant of that id, which must be the actor's own.
pub async fn get(authority: &Authority, actor: &Actor, id: &str) -> Result<Tenant, Error> {
    actor.may_read(needs::TENANT_READ)?;
    if authority.decode(id, TENANT)? != actor.tenant {
        return Err(Error::NotFound(TENANT));
    }
    tenants::get(&authority.storage().reader(), actor.tenant).await?.ok_or(Error::NotFound(TENANT))
}
