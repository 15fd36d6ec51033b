//! Change a role of the tenant's own.

use keyward_domain::{BuiltInRole, Invalid, RoleName};
use keyward_storage::roles::{self, RoleChange};

use super::create::target;
use super::get::ROLE;
use super::{AnyRole, RoleSpec};
use crate::{Actor, Authority, Error, needs};

/// Changes what a role is and allows, for who holds it. Keys keep the permissions that they were made with.
pub async fn update(
    authority: &Authority,
    actor: &Actor,
    id: &str,
    spec: &RoleSpec,
) -> Result<AnyRole, Error> {
    actor.may_write(needs::ROLE_WRITE)?;
    if BuiltInRole::find(id).is_some() {
        return Err(Error::InvalidOperation("A built-in role can't be changed"));
    }
    let name: RoleName = id.parse().map_err(|_| Error::NotFound(ROLE))?;
    let mut invalid = Invalid::none();
    let checked = spec.check(&mut invalid);
    let (title, permissions) = invalid.into_value(checked)?;
    actor.may_hand_out(&permissions)?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let change = RoleChange { title: &title, description: &spec.description, permissions: &permissions };
    let changed =
        roles::update(&tx, actor.tenant, &name, &change, now).await?.ok_or(Error::NotFound(ROLE))?;
    authority.note(&tx, actor, "role.update", target(&changed), "{}", now).await?;
    tx.commit().await?;
    Ok(changed.into())
}
