//! Delete a role of the tenant's own.

use keyward_domain::{AuditTarget, BuiltInRole, RoleName};
use keyward_storage::roles::{self, Deleted};

use super::get::ROLE;
use crate::{Actor, Authority, Error, needs};

/// Deletes a role that nobody holds. Keys that were made with it keep its permissions.
pub async fn delete(authority: &Authority, actor: &Actor, id: &str) -> Result<(), Error> {
    actor.may_write(needs::ROLE_WRITE)?;
    if BuiltInRole::find(id).is_some() {
        return Err(Error::InvalidOperation("A built-in role can't be deleted"));
    }
    let name: RoleName = id.parse().map_err(|_| Error::NotFound(ROLE))?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let deleted = match roles::delete(&tx, actor.tenant, &name).await? {
        Deleted::Done(id) => id,
        Deleted::Absent => return Err(Error::NotFound(ROLE)),
        Deleted::InUse => return Err(Error::AlreadyExists("The role is held by people or service accounts")),
    };
    let target = AuditTarget { kind: "role", id: deleted.get(), name: name.to_string() };
    authority.note(&tx, actor, "role.delete", target, "{}", now).await?;
    tx.commit().await?;
    Ok(())
}
