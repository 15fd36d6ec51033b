//! Give a person other roles. A machine's are fixed.

use keyward_domain::{Invalid, Owner, RoleHolder, User};
use keyward_storage::changes::Change;
use keyward_storage::users;

use super::get::{ACCOUNT, owner, target};
use super::{Account, may_touch};
use crate::{Actor, Authority, Error, check, needs};

/// Gives a person other roles, never oneself. Keys keep what they were made with.
pub async fn set_roles(
    authority: &Authority,
    actor: &Actor,
    id: &str,
    roles: &[String],
) -> Result<Account, Error> {
    actor.may_write(needs::USER_WRITE)?;
    let owner = owner(authority, id)?;
    let Owner::User(person) = owner else {
        return Err(Error::InvalidOperation("A service account's roles are fixed: make another"));
    };
    if actor.owner() == Some(owner) {
        return Err(Error::Forbidden("Nobody may change their own roles"));
    }
    let mut invalid = Invalid::none();
    let names = check::role_names(&mut invalid, "roles", roles);
    if roles.is_empty() {
        invalid.add("roles", "must name at least one role");
    }
    invalid.into_result()?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let found = users::lock(&tx, actor.tenant, person).await?.ok_or(Error::NotFound(ACCOUNT))?;
    let permissions = check::hold_roles(&tx, actor, "roles", &names, RoleHolder::User).await?;
    actor.may_hand_out(&permissions)?;
    may_touch(actor, &found.roles)?;
    users::set_roles(&tx, person, &names).await?;
    let changed = Account::User(User { roles: names, ..found });
    let detail = format!(r#"{{"roles":{}}}"#, serde_json::json!(roles));
    authority.note(&tx, actor, "user.set_roles", target(&changed), &detail, now).await?;
    authority.finish(tx, Change::Tenant(actor.tenant)).await?;
    Ok(changed)
}
