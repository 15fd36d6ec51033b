//! Make a role of the tenant's own.

use keyward_domain::{AuditTarget, BuiltInRole, Invalid, Role, RoleName};
use keyward_storage::{StorageError, Unique, roles};

use super::{AnyRole, RoleSpec};
use crate::{Actor, Answer, Authority, Error, Once, needs};

const EXISTS: Error = Error::AlreadyExists("A role of this id exists already");

/// Makes a role; nobody makes one that may do more than they may themselves.
pub async fn create(
    authority: &Authority,
    actor: &Actor,
    id: &str,
    spec: &RoleSpec,
    once: &Once<'_, AnyRole>,
) -> Result<Answer<AnyRole>, Error> {
    actor.may_write(needs::ROLE_WRITE)?;
    let now = authority.now();
    let mut invalid = Invalid::none();
    let name = invalid.check("id", id.parse::<RoleName>());
    let checked = spec.check(&mut invalid);
    let (name, (title, permissions)) = invalid.into_value(name.zip(checked))?;
    if BuiltInRole::find(id).is_some() {
        return Err(EXISTS);
    }
    actor.may_hand_out(&permissions)?;
    let tx = authority.storage().begin().await?;
    if let Some(again) = once.claim(authority, &tx, actor).await? {
        return Ok(again);
    }
    let made = roles::insert(&tx, actor.tenant, &name, &title, &spec.description, &permissions, now).await;
    let made = made.map_err(|error| match error {
        StorageError::Taken(Unique::RoleName) => EXISTS,
        other => other.into(),
    })?;
    let target = target(&made);
    let made = AnyRole::from(made);
    once.settle(authority, &tx, actor, &made).await?;
    authority.note(&tx, actor, "role.create", target, "{}", now).await?;
    tx.commit().await?;
    Ok(Answer::Fresh(made))
}

pub(super) fn target(role: &Role) -> AuditTarget {
    AuditTarget { kind: "role", id: role.id.get(), name: role.name.to_string() }
}
