//! Add a machine.

use keyward_domain::{AuditTarget, Invalid, Name, RoleHolder, ServiceAccount};
use keyward_storage::service_accounts;

use crate::{Actor, Answer, Authority, Error, Once, check, needs};

/// A machine to be.
#[derive(Debug, Clone, Default)]
pub struct CreateServiceAccount {
    /// What people call it: 1 to 255 characters.
    pub name: String,
    /// Its roles, at least one; they stay as they are.
    pub roles: Vec<String>,
}

/// Adds a machine to the actor's tenant.
pub async fn create(
    authority: &Authority,
    actor: &Actor,
    input: &CreateServiceAccount,
    once: &Once<'_, ServiceAccount>,
) -> Result<Answer<ServiceAccount>, Error> {
    actor.may_write(needs::USER_WRITE)?;
    let now = authority.now();
    let mut invalid = Invalid::none();
    let name = invalid.check("name", input.name.parse::<Name>());
    let roles = check::role_names(&mut invalid, "role", &input.roles);
    if input.roles.is_empty() {
        invalid.add("role", "must name at least one role");
    }
    let name = invalid.into_value(name)?;
    let tx = authority.storage().begin().await?;
    if let Some(again) = once.claim(authority, &tx, actor).await? {
        return Ok(again);
    }
    let permissions = check::hold_roles(&tx, actor, "role", &roles, RoleHolder::ServiceAccount).await?;
    actor.may_hand_out(&permissions)?;
    let account = service_accounts::insert(&tx, actor.tenant, &name, &roles, now).await?;
    once.settle(authority, &tx, actor, &account).await?;
    let target =
        AuditTarget { kind: "service_account", id: account.id.get(), name: account.name.to_string() };
    authority.note(&tx, actor, "service_account.create", target, "{}", now).await?;
    tx.commit().await?;
    Ok(Answer::Fresh(account))
}
