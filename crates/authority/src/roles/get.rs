//! One role.

use keyward_domain::{BuiltInRole, RoleName};
use keyward_storage::roles;

use super::AnyRole;
use crate::{Actor, Authority, Error, needs};

pub(super) const ROLE: &str = "Role";

/// The role of that id, built in or the tenant's own.
pub async fn get(authority: &Authority, actor: &Actor, id: &str) -> Result<AnyRole, Error> {
    actor.may_read(needs::ROLE_READ)?;
    if let Some(role) = BuiltInRole::find(id) {
        return Ok(role.into());
    }
    let name: RoleName = id.parse().map_err(|_| Error::NotFound(ROLE))?;
    let found = roles::find(&authority.storage().reader(), actor.tenant, &[name]).await?;
    found.into_iter().next().map(AnyRole::from).ok_or(Error::NotFound(ROLE))
}
